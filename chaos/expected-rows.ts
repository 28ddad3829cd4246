/** A stored row as text by column, without its id. */
export type StoredRow = Readonly<Record<string, string | null>>;
export type StoredRows = Map<string, StoredRow>;

/** A row that is still to be imported: what it would be once stored. */
export interface Candidate {
  readonly id: string;
  readonly merged: StoredRow;
}
