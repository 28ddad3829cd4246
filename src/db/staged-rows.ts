import { sql } from "kysely";
import type { Entity } from "../domain/entity.js";
import type { Query } from "./database.js";
import { lockUntilCommit } from "./lock.js";

/** The staging table of an entity, as Kysely's camel-case plugin spells it. */
export function stagingTable(entity: Entity): string {
  return `staged_${entity.name}`;
}

/**
 * Begins the loading of a chunk: waits for an earlier attempt that may still be running, and gives its counts if it
 * came to its end; else removes whatever a crash left of it.
 */
export async function beginChunk(trx: Query, entity: Entity, jobId: string, no: number): Promise<StagedCounts | null> {
  // An attempt that hangs with the lock must not take this worker's slot as well: 55P03 is retried later.
  await sql`select set_config('lock_timeout', '5s', true)`.execute(trx);
  await lockUntilCommit(trx, "chunk", jobId, no);
  await sql`select set_config('lock_timeout', '0', true)`.execute(trx);
  const done = await trx
    .selectFrom("stagedChunk")
    .select(["rows", "invalid", "issuesByCode"])
    .where("jobId", "=", jobId)
    .where("no", "=", no)
    .executeTakeFirst();
  if (done) return done;
  const staging = sql.table(stagingTable(entity));
  await sql`delete from ${staging} where job_id = ${jobId} and chunk_no = ${no}`.execute(trx);
  await trx.deleteFrom("rowReport").where("jobId", "=", jobId).where("chunkNo", "=", no).execute();
  return null;
}

export interface StagedCounts {
  readonly rows: number;
  readonly invalid: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/** The done-mark of a chunk, in the same transaction as its rows. */
export async function markChunkDone(trx: Query, jobId: string, no: number, counts: StagedCounts): Promise<void> {
  await trx
    .insertInto("stagedChunk")
    .values({ jobId, no, ...counts, issuesByCode: JSON.stringify(counts.issuesByCode) })
    .execute();
}

/** Chunks whose staged rows are not those of the plan: a crash of Postgres empties unlogged tables. */
export async function lostChunks(trx: Query, entity: Entity, jobId: string): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`
    select chunk.no from chunk
    left join (
      select chunk_no, count(*) as rows from ${sql.table(stagingTable(entity))} where job_id = ${jobId} group by chunk_no
    ) as staged on staged.chunk_no = chunk.no
    left join staged_chunk as mark on mark.job_id = chunk.job_id and mark.no = chunk.no
    where chunk.job_id = ${jobId} and (staged.rows is distinct from chunk.rows::bigint or mark.no is null)
    order by chunk.no`.execute(trx);
  return rows.map(({ no }) => no);
}

/** Forgets the done-marks of chunks that have to be loaded again. */
export async function forgetChunks(trx: Query, jobId: string, nos: readonly number[]): Promise<void> {
  if (nos.length === 0) return;
  await trx.deleteFrom("stagedChunk").where("jobId", "=", jobId).where("no", "in", nos).execute();
}

/** Up to this many rows each is looked up by index; above, the planner gets statistics and decides. */
const fewRows = 2_000;

/**
 * Statistics for joins over many staged rows. Outside of any transaction: ANALYZE waits for another ANALYZE of the
 * table until that one's transaction ends.
 */
export async function analyzeStaging(db: Query, entity: Entity, rows: number): Promise<void> {
  if (rows > fewRows) await sql`analyze ${sql.table(stagingTable(entity))}`.execute(db);
}

/**
 * Readies the planner for joins over a job's few staged rows. The staging table holds many jobs, so what it remembers
 * of its size is of another moment, and a small import would pay for a scan of the whole store.
 */
export async function preferIndexes(trx: Query, rows: number, few = fewRows): Promise<void> {
  const others = rows > few ? "on" : "off";
  await sql`
    select set_config('enable_hashjoin', ${others}, true), set_config('enable_mergejoin', ${others}, true),
      set_config('enable_seqscan', ${others}, true)`.execute(trx);
}

/** Removes a job's staged rows and done-marks. */
export async function dropStaging(db: Query, entity: Entity, jobId: string): Promise<void> {
  await sql`delete from ${sql.table(stagingTable(entity))} where job_id = ${jobId}`.execute(db);
  await db.deleteFrom("stagedChunk").where("jobId", "=", jobId).execute();
}
