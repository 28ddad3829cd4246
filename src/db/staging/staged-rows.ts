import { sql } from "kysely";
import type { Query } from "../database.js";
import { limitLockWaits, lockUntilCommit } from "../lock.js";
import { chunkStaging, ownStaging } from "./staging-tables.js";

export interface StagedCounts {
  readonly rows: number;
  readonly invalid: number;
  /** Of the rows, those known to be stored as they are; staged with their key alone. */
  readonly recognised: number;
  /** The version of the entity's rows that they were compared with. */
  readonly seenVersion: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/**
 * Begins the loading of a chunk: waits for an earlier attempt that may still be running, and gives its counts if it
 * came to its end; else empties the chunk's partition.
 */
export async function beginChunk(trx: Query, jobId: string, no: number): Promise<StagedCounts | null> {
  await limitLockWaits(trx, "5s");
  await lockUntilCommit(trx, "chunk", jobId, no);
  const done = await doneChunk(trx, jobId, no);
  if (done) return done;
  // A table emptied by this transaction takes frozen rows; and what a crash left is gone.
  await sql`truncate ${sql.table(chunkStaging(jobId, no))}`.execute(trx);
  await limitLockWaits(trx, "none");
  await trx.deleteFrom("rowReport").where("jobId", "=", jobId).where("chunkNo", "=", no).execute();
  return null;
}

/** What a chunk that was staged whole holds; null while it is not. */
async function doneChunk(db: Query, jobId: string, no: number): Promise<StagedCounts | null> {
  const done = await db
    .selectFrom("stagedChunk")
    .select(["rows", "invalid", "recognised", "seenVersion", "issuesByCode"])
    .where("jobId", "=", jobId)
    .where("no", "=", no)
    .executeTakeFirst();
  return done ?? null;
}

/** The done-mark of a chunk, in the same transaction as its rows. */
export async function markChunkDone(trx: Query, jobId: string, no: number, counts: StagedCounts): Promise<void> {
  await trx
    .insertInto("stagedChunk")
    .values({ jobId, no, ...counts, issuesByCode: JSON.stringify(counts.issuesByCode) })
    .execute();
}

/** Chunks whose staged rows are not those of the plan: a crash of Postgres empties unlogged tables. */
export async function lostChunks(trx: Query, jobId: string): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`
    select chunk.no from chunk
    left join (
      select chunk_no, count(*) as rows from ${sql.table(ownStaging(jobId))} group by chunk_no
    ) as staged on staged.chunk_no = chunk.no
    left join staged_chunk as mark on mark.job_id = chunk.job_id and mark.no = chunk.no
    where chunk.job_id = ${jobId} and (staged.rows is distinct from chunk.rows::bigint or mark.no is null)
    order by chunk.no`.execute(trx);
  return rows.map(({ no }) => no);
}

/** Chunks whose rows were recognised in another version of the entity's rows than this one. */
export async function outdatedChunks(trx: Query, jobId: string, version: number): Promise<number[]> {
  const rows = await trx
    .selectFrom("stagedChunk")
    .select("no")
    .where("jobId", "=", jobId)
    .where("recognised", ">", 0)
    .where("seenVersion", "<>", version)
    .orderBy("no")
    .execute();
  return rows.map(({ no }) => no);
}

/** Forgets the done-marks of chunks that have to be loaded again. */
export async function forgetChunks(trx: Query, jobId: string, nos: readonly number[]): Promise<void> {
  if (nos.length === 0) return;
  await trx.deleteFrom("stagedChunk").where("jobId", "=", jobId).where("no", "in", nos).execute();
}

/** Empties the staging of a job that waits for approval: what it wrote there was decided for this moment. */
export async function emptyStaging(trx: Query, jobId: string): Promise<void> {
  await trx.deleteFrom("stagedChunk").where("jobId", "=", jobId).execute();
  await sql`truncate ${sql.table(ownStaging(jobId))}`.execute(trx);
}

/** How many rows a job has staged so far, and how many of them were recognised. */
export async function stagedTotals(db: Query, jobId: string): Promise<{ rows: number; recognised: number }> {
  return db
    .selectFrom("stagedChunk")
    .select([
      sql<number>`coalesce(sum(rows), 0)::bigint`.as("rows"),
      sql<number>`coalesce(sum(recognised), 0)::bigint`.as("recognised"),
    ])
    .where("jobId", "=", jobId)
    .executeTakeFirstOrThrow();
}
