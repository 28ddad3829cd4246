import type { PlainRow } from "./plain-row.js";

/** The position of a record in its file. */
export interface RecordPlace {
  readonly line: number;
  readonly start: number;
  readonly length: number;
}

/** Writes plain rows as tuples of COPY's binary format: Postgres then has nothing to parse. */
export interface TupleWriter {
  /** The columns of a tuple, in order. */
  readonly columns: readonly string[];
  /**
   * Writes a row that was found good.
   *
   * @param place the position of the record in its file
   * @param hashes four words from `hashAt` are the record's hash
   */
  write(plain: PlainRow, bytes: Buffer, place: RecordPlace, hashes: Int32Array, hashAt: number): void;
  /** Returns the tuples written since the last call. The buffer is reused: valid until the second next call. */
  take(): Buffer;
}
