import { sql } from "kysely";
import { entityList } from "../../domain/entities/index.js";
import { referencesTo } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { isValidated, refersToLeaving } from "../integrity/subjects.js";
import { analyzeTable, fewRows, joinedWhole, preferIndexes } from "../planner.js";
import type { StagedJob } from "../staging/staging-tables.js";
import { beforeImage } from "./apply-rows.js";
import { imageOf, keepImages } from "./before-images.js";
import type { ApplyContext } from "./decide-rows.js";
import { raiseEntityVersion } from "./entity-version.js";

/**
 * Collects in `leaving_row` the stored rows of the job's importer whose id is on no row of its file, valid or invalid
 * (section D 10). Returns their number. Both tables are read whole. Afterwards the planner is set up for many rows.
 *
 * @param sent the table with the ids of the file, and the column that holds them
 */
export async function collectLeaving(
  trx: Query,
  { entity, tenantId, importerId }: Pick<ApplyContext, "entity" | "tenantId" | "importerId">,
  sent: { readonly table: string; readonly key: string },
): Promise<number> {
  const leavingRows = sql`
    insert into leaving_row (id)
    select stored.id from ${sql.table(entity.name)} as stored
    where stored.tenant_id = ${tenantId} and stored.importer_id = ${importerId}
      and not exists (select from ${sql.table(sent.table)} as sent where sent.${sql.ref(sent.key)} = stored.id)`;
  const result = await joinedWhole(trx, () => leavingRows.execute(trx));
  const leaving = Number(result.numAffectedRows ?? 0n);
  if (leaving > fewRows) await analyzeTable(trx, "leavingRow");
  return leaving;
}

/** Counts the rows of the entity that the job's importer owns. */
export async function countOwned(
  trx: Query,
  { entity, tenantId, importerId }: Pick<ApplyContext, "entity" | "tenantId" | "importerId">,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(entity.name)}
    where tenant_id = ${tenantId} and importer_id = ${importerId}`.execute(trx);
  return rows[0]?.count ?? 0;
}

/**
 * Deletes the rows in `leaving_row`, except for those that another importer has taken over since, and keeps their
 * before-images. Returns how many rows were deleted.
 */
export async function deleteLeaving(trx: Query, job: ApplyContext, leaving: number): Promise<number> {
  const { entity, tenantId, importerId } = job;
  if (leaving > fewRows) await preferIndexes(trx, leaving);
  const touched = isValidated(entity)
    ? sql`, touched as (insert into touched_row (id, before) select id, before from gone)`
    : sql``;
  const { rows } = await sql<{ deleted: number }>`
    with gone as (
      delete from ${sql.table(entity.name)} as stored using leaving_row as leaving
      where stored.tenant_id = ${tenantId} and stored.id = leaving.id and stored.importer_id = ${importerId}
      returning ${imageOf(entity, "stored")}, ${beforeImage(job, "stored")} as before
    ), kept as (${keepImages(job, "deleted", "gone")})${touched}
    select count(*) as deleted from gone`.execute(trx);
  return rows[0]?.deleted ?? 0;
}

/** Records the rows that a dry run would delete, so that the global validation checks them. */
export async function pretendDeleted(trx: Query, job: ApplyContext): Promise<void> {
  const { entity, tenantId } = job;
  if (!isValidated(entity)) return;
  await sql`
    insert into touched_row (id, before)
    select stored.id, ${beforeImage(job, "stored")} from leaving_row as leaving
    join ${sql.table(entity.name)} as stored on stored.tenant_id = ${tenantId} and stored.id = leaving.id`.execute(trx);
}

/**
 * Clears the source hashes of rows that refer to deleted rows, so that the next file with such a row validates the
 * reference again (section D 5). Called under the lock of the findings, so that an import that wrote such a row before
 * has committed it.
 */
export async function rereadReferrers(trx: Query, { tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">) {
  for (const { referrer, field, many, reference } of referencesTo(entity, entityList)) {
    if (reference?.onMissing !== "reject") continue;
    const result = await sql`
      update ${sql.table(referrer.name)} as referrer set source_hash = null
      where tenant_id = ${tenantId} and source_hash is not null
        and ${refersToLeaving(sql.ref(`referrer.${field}`), many)}`.execute(trx);
    if (Number(result.numAffectedRows ?? 0n) > 0) await raiseEntityVersion(trx, { tenantId, entity: referrer });
  }
}
