import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";

/** An import with the table that its rows are staged in. */
export interface StagedJob {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: Entity;
  /** The staging table's name, as `sql.table` takes it. */
  readonly staging: string;
}

/** The schema of the staging tables that imports have for themselves. */
export const stagingSchema = "staging";

/** The empty table that every staging table of an entity is like. */
export function stagingTemplate({ name }: Pick<Entity, "name">): string {
  return `staged_${name}`;
}

/** The staging table of one import; the rows of each chunk lie in a partition of their own. */
export function ownStaging(jobId: string): string {
  return `${stagingSchema}.job_${jobId.replaceAll("-", "")}`;
}

export function chunkStaging(jobId: string, no: number): string {
  return `${ownStaging(jobId)}_${no}`;
}

/**
 * Makes an import's staging table. Unlogged: a crash of Postgres empties it together with the done-marks. A partition for
 * each chunk, so that a chunk is emptied at once where it is loaded again, and is written as frozen rows: the first to
 * read ordinary ones would write every page once more.
 */
export async function createOwnStaging(trx: Query, entity: Entity, jobId: string, chunks: number): Promise<void> {
  await sql`
    create table ${sql.table(ownStaging(jobId))} (like ${sql.table(stagingTemplate(entity))} including defaults)
    partition by list (chunk_no)`.execute(trx);
  for (let no = 0; no < chunks; no++) {
    await sql`
      create unlogged table ${sql.table(chunkStaging(jobId, no))} partition of ${sql.table(ownStaging(jobId))}
        (chunk_no default ${sql.lit(no)}) for values in (${sql.lit(no)}) with (autovacuum_enabled = off)`.execute(trx);
  }
}

/** Makes staged rows quick to find by their key. */
export async function indexStagedKeys(trx: Query, { id, entity, staging }: StagedJob): Promise<void> {
  const name = `job_${id.replaceAll("-", "")}_key`;
  await sql`create index if not exists ${sql.ref(name)} on ${sql.table(staging)} (${sql.ref(entity.key)})`.execute(trx);
}

/** Removes what an import has staged, with its done-marks. */
export async function dropOwnStaging(db: Query, jobId: string): Promise<void> {
  await sql`drop table if exists ${sql.table(ownStaging(jobId))}`.execute(db);
  await db.deleteFrom("stagedChunk").where("jobId", "=", jobId).execute();
}

/**
 * The staging table of an import that stages and applies in one transaction: temporary, so that it is empty at the
 * commit and leaves nothing dead behind.
 */
export async function useTransientStaging(trx: Query, entity: Entity): Promise<string> {
  const staging = `incoming_${entity.name}`;
  await sql`
    create temporary table if not exists ${sql.table(staging)}
      (like ${sql.table(stagingTemplate(entity))} including defaults) on commit delete rows`.execute(trx);
  await sql`
    create index if not exists ${sql.ref(`${staging}_key`)} on ${sql.table(staging)} (${sql.ref(entity.key)})`.execute(
    trx,
  );
  return staging;
}

/** The staging tables of a tenant's open imports of an entity; those of transactions that still run are not among them. */
export async function openStagings(trx: Query, tenantId: string, entity: Entity): Promise<StagedJob[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job
    where tenant_id = ${tenantId} and entity = ${entity.name} and finished_at is null
      and to_regclass(${`${stagingSchema}.job_`} || replace(id::text, '-', '')) is not null`.execute(trx);
  return rows.map(({ id }) => ({ id, tenantId, entity, staging: ownStaging(id) }));
}
