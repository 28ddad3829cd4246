import { type RawBuilder, sql } from "kysely";
import { entityList } from "../../domain/entities/index.js";
import { type Entity, hashedField, type Referring, referencesTo } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { announceFindings } from "../integrity/announce-findings.js";
import { lockFindings, refreshFindings } from "../integrity/findings.js";
import { prepareValidation, watchedFields } from "../integrity/subjects.js";
import { listHashTables } from "../staging/own-tables.js";
import { imageTable } from "./before-images.js";
import { raiseEntityVersion } from "./entity-version.js";
import { type ErasureKeys, rememberErased } from "./erased-subjects.js";

export interface Subject {
  readonly tenantId: string;
  readonly entity: Entity;
  readonly id: string;
}

/** What an erasure removed from the database, and which rows have to keep the id. */
export interface ErasedSubject {
  readonly rows: number;
  /** Optional references to the row that were cleared, by `entity.field`. */
  readonly references: Readonly<Record<string, number>>;
  readonly reports: number;
  /** Before-images of the row. */
  readonly images: number;
  /** Required references that still hold the id, by `entity.field`. */
  readonly stillReferredBy: Readonly<Record<string, number>>;
}

/**
 * Erases a row, the references to it and its traces in reports, and refreshes the findings. Jobs that were accepted
 * before the erasure leave the id out when they apply.
 */
export async function eraseRows(trx: Query, subject: Subject, keys: ErasureKeys): Promise<ErasedSubject> {
  const { tenantId, entity, id } = subject;
  await prepareValidation(trx);
  await rememberErased(trx, { tenantId, entity: entity.name, id }, keys);
  // An id without a row can have findings too, such as a student whom two groups of a course list.
  await trx.insertInto("integritySubject").values({ entity: entity.name, id }).execute();
  const before = await removeTraces(trx, subject);
  await lockFindings(trx, tenantId);
  // Sets the time of the erasure again, so that an import accepted during the wait for the lock counts as accepted
  // before.
  await rememberErased(trx, { tenantId, entity: entity.name, id }, keys);
  // Repeated, since an import may have written new traces while the erasure waited for the lock.
  const after = await removeTraces(trx, subject);
  const references: Record<string, number> = { ...before.references };
  for (const [name, count] of Object.entries(after.references)) references[name] = (references[name] ?? 0) + count;
  const stillReferredBy: Record<string, number> = {};
  for (const { referrer, field, many } of referencesTo(entity, entityList)) {
    const left = await collectReferrers(trx, subject, { referrer, field, many });
    if (left > 0) stillReferredBy[`${referrer.name}.${field}`] = left;
    if (left > 0 || references[`${referrer.name}.${field}`])
      await raiseEntityVersion(trx, { tenantId, entity: referrer });
  }
  await raiseEntityVersion(trx, subject);
  const changes = await refreshFindings(trx, { tenantId, entity, arrived: null });
  await announceFindings(trx, { tenantId, jobId: null }, changes);
  await forgetFindings(trx, subject);
  const rows = before.rows + after.rows;
  const [reports, images] = [before.reports + after.reports, before.images + after.images];
  return { rows, references, reports, images, stillReferredBy };
}

async function removeTraces(trx: Query, subject: Subject) {
  const rows = await deleteRow(trx, subject);
  const references: Record<string, number> = {};
  for (const { referrer, field, many, required } of referencesTo(subject.entity, entityList)) {
    if (required) continue;
    const cleared = await clearReference(trx, subject, { referrer, field, many });
    if (cleared > 0) references[`${referrer.name}.${field}`] = cleared;
  }
  await forgetHashes(trx, subject);
  const images = await eraseImages(trx, subject);
  return { rows, references, images, reports: await forgetReports(trx, subject) };
}

/** Deletes the hashes that open imports keep of the subject's secrets. */
async function forgetHashes(trx: Query, { tenantId, entity, id }: Subject): Promise<void> {
  if (hashedField(entity) === null) return;
  for (const table of await listHashTables(trx, tenantId, entity)) {
    await sql`delete from ${sql.table(table)} where key = ${id}`.execute(trx);
  }
}

/** Returns the only issue that the report of an erased row keeps. */
function erasedIssue(line: RawBuilder<unknown>) {
  return sql`
    jsonb_build_array(jsonb_build_object('line', ${line}, 'column', null, 'code', 'ERASED', 'severity', 'error',
      'value', null, 'message', 'The row was erased.', 'hint', 'Nothing of it is kept here.'))`;
}

async function deleteRow(trx: Query, { tenantId, entity, id }: Subject): Promise<number> {
  const pairs = watchedFields(entity).map((name) => sql`${sql.lit(name)}, ${sql.ref(name)}`);
  const before = pairs.length > 0 ? sql`jsonb_build_object(${sql.join(pairs)})` : sql`null::jsonb`;
  const result = await sql`
    with gone as (
      delete from ${sql.table(entity.name)} where tenant_id = ${tenantId} and id = ${id} returning id, ${before} as before
    )
    insert into touched_row (id, before) select id, before from gone`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

function holds({ field, many }: Referring, id: string) {
  return many ? sql`${sql.ref(field)} @> array[${id}]::text[]` : sql`${sql.ref(field)} = ${id}`;
}

/** Clears an optional reference. The global validation then checks the row that held it. */
async function clearReference(trx: Query, { tenantId, id }: Subject, at: Referring): Promise<number> {
  const { referrer, field, many } = at;
  const column = sql.ref(field);
  const cleared = many ? sql`nullif(array_remove(${column}, ${id}), '{}')` : sql`null`;
  const result = await sql`
    with changed as (
      update ${sql.table(referrer.name)} set ${column} = ${cleared}, source_hash = null, updated_at = now()
      where tenant_id = ${tenantId} and ${holds(at, id)} returning id
    )
    insert into integrity_subject (entity, id) select ${referrer.name}, id from changed
    on conflict do nothing`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/**
 * Counts the rows that still refer to the erased row, because the reference is required or was written in between, and
 * has the global validation check them. Their source hashes are cleared, so that the next file with such a row
 * validates the reference again.
 */
async function collectReferrers(trx: Query, { tenantId, id }: Subject, at: Referring): Promise<number> {
  await sql`
    update ${sql.table(at.referrer.name)} set source_hash = null
    where tenant_id = ${tenantId} and ${holds(at, id)} and source_hash is not null`.execute(trx);
  const result = await sql`
    insert into integrity_subject (entity, id)
    select ${at.referrer.name}, id from ${sql.table(at.referrer.name)}
    where tenant_id = ${tenantId} and ${holds(at, id)}
    on conflict (entity, id) do update set id = excluded.id`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/**
 * Deletes the row's before-images, and clears the references to it in other images, so that an undo brings back
 * neither. An undo does not restore an image whose required reference was cleared. Returns the number of deleted
 * images.
 */
async function eraseImages(trx: Query, { tenantId, entity, id }: Subject): Promise<number> {
  const kept = sql`select job.id from job where job.tenant_id = ${tenantId} and images <> 'none'`;
  const own = await sql`
    with gone as (
      delete from ${sql.table(imageTable(entity))}
      where changed_by in (${kept}) and tenant_id = ${tenantId} and id = ${id} returning changed_by
    )
    update job set images_erased = images_erased + 1 from gone where job.id = gone.changed_by`.execute(trx);
  for (const { referrer, ...at } of referencesTo(entity, entityList)) {
    const column = sql.ref(at.field);
    const cleared = at.many ? sql`nullif(array_remove(${column}, ${id}), '{}')` : sql`null`;
    await sql`
      update ${sql.table(imageTable(referrer))} set ${column} = ${cleared}
      where tenant_id = ${tenantId} and ${holds({ referrer, ...at }, id)}`.execute(trx);
  }
  return Number(own.numAffectedRows ?? 0n);
}

/**
 * Reduces reports about the row to the issue `ERASED`, and deletes what they say of its stored state. Clears values of
 * references in other reports that contain the id. Returns the number of reports about the row.
 */
async function forgetReports(trx: Query, { tenantId, entity, id }: Subject): Promise<number> {
  const own = await sql`
    update row_report as report set key = null, issues = ${erasedIssue(sql.ref("report.line"))} from job
    where job.id = report.job_id and job.tenant_id = ${tenantId} and job.entity = ${entity.name} and report.key = ${id}
    `.execute(trx);
  const mentions = referencesTo(entity, entityList).map(
    ({ referrer, field }) => sql`(job.entity = ${referrer.name} and issue ->> 'column' = ${field})`,
  );
  await sql`
    delete from stored_row_report as report using job
    where job.id = report.job_id and job.tenant_id = ${tenantId}
      and ((job.entity = ${entity.name} and report.id = ${id})
        or position(${JSON.stringify(id)} in report.differences::text) > 0)`.execute(trx);
  if (mentions.length === 0) return Number(own.numAffectedRows ?? 0n);
  await sql`
    update row_report as report set issues = (
      select jsonb_agg(case when position(${id} in issue ->> 'value') > 0 and (${sql.join(mentions, sql` or `)})
        then issue || '{"value": null}' else issue end)
      from jsonb_array_elements(report.issues) as issue)
    from job
    where job.id = report.job_id and job.tenant_id = ${tenantId}
      and position(${JSON.stringify(id).slice(1, -1)} in report.issues::text) > 0`.execute(trx);
  return Number(own.numAffectedRows ?? 0n);
}

/** Deletes closed findings that name the id, and such findings of dry runs. */
async function forgetFindings(trx: Query, { tenantId, entity, id }: Subject): Promise<void> {
  const names = sql`((entity = ${entity.name} and id = ${id}) or (target_entity = ${entity.name} and target_id = ${id}))`;
  await sql`delete from integrity_issue where tenant_id = ${tenantId} and until_version is not null and ${names}`.execute(
    trx,
  );
  const jobs = sql`select job.id from job where job.tenant_id = ${tenantId}`;
  await sql`delete from integrity_preview where job_id in (${jobs}) and ${names}`.execute(trx);
}
