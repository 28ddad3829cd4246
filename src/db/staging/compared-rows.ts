import { sql } from "kysely";
import type { Query } from "../database.js";
import { preferIndexes } from "../planner.js";
import { ownStaging, type StagedJob } from "./staging-tables.js";

/** Enough to join some million rows without files. */
const workMemory = "64MB";

/**
 * Makes the table in which one transaction compares a file with the store; it has to remove it before it commits. Not
 * temporary, for several of Postgres's processes are to read it at once; unlogged, since nobody else ever sees it.
 */
export async function createComparedRows(trx: Query, jobId: string): Promise<string> {
  const table = `${ownStaging(jobId)}_seen`;
  await sql`
    create unlogged table ${sql.table(table)} (line integer not null, key text collate "C" not null, source_hash uuid not null)
    with (autovacuum_enabled = off)`.execute(trx);
  return table;
}

export async function dropComparedRows(trx: Query, table: string): Promise<void> {
  await sql`drop table ${sql.table(table)}`.execute(trx);
}

/**
 * The lines, ascending, of the rows that are not stored from exactly the same bytes (section D 5); null where they are
 * more than `most`.
 */
export async function changedLines(
  trx: Query,
  { tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">,
  table: string,
  most: number,
): Promise<number[] | null> {
  await preferIndexes(trx, most);
  // Nearly all rows are found equal, which the planner does not foresee: it would keep the join to one process.
  await sql`
    select set_config('work_mem', ${workMemory}, true), set_config('parallel_tuple_cost', '0', true)`.execute(trx);
  await sql`analyze ${sql.table(table)}`.execute(trx);
  const { rows } = await sql<{ lines: number[] | null }>`
    with changed as (
      select seen.line from ${sql.table(table)} as seen
      left join ${sql.table(entity.name)} as stored
        on stored.${sql.ref(entity.key)} = seen.key and stored.tenant_id = ${tenantId}
      where stored.source_hash is distinct from seen.source_hash
    )
    select array_agg(line order by line) as lines from changed having count(*) <= ${most}`.execute(trx);
  await sql`set local parallel_tuple_cost to default`.execute(trx);
  const [found] = rows;
  return found ? (found.lines ?? []) : null;
}

/** Whether two rows of the file have one key. */
export async function repeatsComparedKey(trx: Query, table: string): Promise<boolean> {
  const { rows } = await sql`
    select from ${sql.table(table)} group by key having count(*) > 1 limit 1`.execute(trx);
  return rows.length > 0;
}

/** Whether a staged row has the key of a row on another line. */
export async function repeatsStagedKey(trx: Query, { entity, staging }: StagedJob, table: string): Promise<boolean> {
  const { rows } = await sql`
    select from ${sql.table(staging)} as staged join ${sql.table(table)} as seen
      on seen.key = staged.${sql.ref(entity.key)} and seen.line <> staged.line limit 1`.execute(trx);
  return rows.length > 0;
}
