import { sql } from "kysely";
import type { Chunk, FilePlan } from "../../domain/file-plan.js";
import { namesSecret } from "../../domain/names-secret.js";
import type { Query } from "../database.js";

/** Stores the plan of a job's file, in one statement. The first stored plan is kept. */
export async function storePlan(trx: Query, jobId: string, plan: FilePlan): Promise<void> {
  const { layout, rows, warnings, chunks } = plan;
  const column = (of: (chunk: Chunk) => number) => chunks.map(of);
  await sql`
    with planned as (
      update job set layout = ${JSON.stringify(layout)}::jsonb, rows_total = ${rows},
        warnings = ${JSON.stringify(warnings)}::jsonb, names_secret = ${namesSecret(plan)} or (derived is not null and names_secret)
      where id = ${jobId} and layout is null returning id
    )
    insert into chunk (job_id, no, byte_start, byte_end, first_line, rows)
    select planned.id, cut.* from planned, unnest(
      ${column(({ no }) => no)}::integer[], ${column(({ start }) => start)}::bigint[],
      ${column(({ end }) => end)}::bigint[], ${column(({ firstLine }) => firstLine)}::integer[],
      ${column(({ rows: count }) => count)}::integer[]) as cut`.execute(trx);
}

/** Returns the chunks of the stored plan, from the chunk that contains `fromLine`. */
export async function listChunks(db: Query, jobId: string, fromLine = 0): Promise<Chunk[]> {
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
