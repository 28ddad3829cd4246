import type { Query } from "../database.js";

export interface ChunkRow {
  readonly no: number;
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly rows: number;
}

const insertAtOnce = 1_000;

export async function insertChunks(trx: Query, jobId: string, chunks: readonly ChunkRow[]): Promise<void> {
  for (let at = 0; at < chunks.length; at += insertAtOnce) {
    const values = chunks.slice(at, at + insertAtOnce).map(({ no, start, end, firstLine, rows }) => {
      return { jobId, no, byteStart: start, byteEnd: end, firstLine, rows };
    });
    await trx.insertInto("chunk").values(values).execute();
  }
}

/** The stored plan, or the part of it that reaches `fromLine`. */
export async function listChunks(db: Query, jobId: string, fromLine = 0): Promise<ChunkRow[]> {
  const rows = await select(db, jobId).orderBy("no").execute();
  const first = rows.findLastIndex((chunk) => chunk.firstLine <= fromLine);
  return rows.slice(Math.max(0, first));
}

function select(db: Query, jobId: string) {
  return db
    .selectFrom("chunk")
    .select(["no", "byteStart as start", "byteEnd as end", "firstLine", "rows"])
    .where("jobId", "=", jobId);
}
