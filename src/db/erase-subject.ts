import { sql } from "kysely";
import { entityList } from "../domain/entities/index.js";
import type { Entity } from "../domain/entity.js";
import type { Query } from "./database.js";
import { rememberErased } from "./erased-subjects.js";
import { lockFindings, refreshFindings } from "./integrity/findings.js";
import { prepareValidation, watchedFields } from "./integrity/subjects.js";

export interface Subject {
  readonly tenantId: string;
  readonly entity: Entity;
  readonly id: string;
}

/** What an erasure took out of the database, and which rows cannot do without the id. */
export interface ErasedSubject {
  readonly rows: number;
  /** Optional references to the row that were cleared, by `entity.field`. */
  readonly references: Readonly<Record<string, number>>;
  readonly reports: number;
  /** Required references that still hold the id, by `entity.field`. */
  readonly stillReferredBy: Readonly<Record<string, number>>;
}

/**
 * Erases a row, what refers to it, and what reports say of it, and brings the findings up to date. Jobs that were
 * accepted before leave the id out when they apply.
 */
export async function eraseSubject(trx: Query, subject: Subject): Promise<ErasedSubject> {
  const { tenantId, entity, id } = subject;
  await prepareValidation(trx);
  await rememberErased(trx, { tenantId, entity: entity.name, id });
  const rows = await deleteRow(trx, subject);
  // Also an id that has no row can have findings: a student whom two groups of a course list.
  await trx.insertInto("integritySubject").values({ entity: entity.name, id }).execute();
  const references: Record<string, number> = {};
  const stillReferredBy: Record<string, number> = {};
  for (const { referrer, field, many, required } of referencesTo(entity)) {
    if (!required)
      references[`${referrer.name}.${field}`] = await clearReference(trx, subject, { referrer, field, many });
  }
  const reports = await forgetReports(trx, subject);
  await lockFindings(trx, tenantId);
  for (const { referrer, field, many } of referencesTo(entity)) {
    const left = await collectReferrers(trx, subject, { referrer, field, many });
    if (left > 0) stillReferredBy[`${referrer.name}.${field}`] = left;
  }
  await refreshFindings(trx, { tenantId, entity, jobId: null });
  await forgetFindings(trx, subject);
  return { rows, references: nonZero(references), reports, stillReferredBy };
}

interface Referring {
  readonly referrer: Entity;
  readonly field: string;
  readonly many: boolean;
}

function referencesTo(target: Entity): (Referring & { readonly required: boolean })[] {
  return entityList.flatMap((referrer) =>
    Object.entries(referrer.fields).flatMap(([field, { reference, parseItems, required }]) =>
      reference?.entity === target.name ? [{ referrer, field, many: parseItems !== undefined, required }] : [],
    ),
  );
}

async function deleteRow(trx: Query, { tenantId, entity, id }: Subject): Promise<number> {
  const pairs = watchedFields(entity).map((name) => sql`${sql.lit(name)}, ${sql.ref(name)}`);
  const before = pairs.length > 0 ? sql`jsonb_build_object(${sql.join(pairs)})` : sql`null::jsonb`;
  const key = sql.ref(entity.key);
  const result = await sql`
    with gone as (
      delete from ${sql.table(entity.name)} where tenant_id = ${tenantId} and ${key} = ${id} returning ${key} as id, ${before} as before
    )
    insert into touched_row (id, before) select id, before from gone`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

function holds({ field, many }: Referring, id: string) {
  return many ? sql`${sql.ref(field)} @> array[${id}]::text[]` : sql`${sql.ref(field)} = ${id}`;
}

/** Clears an optional reference; whoever had it is looked at by the global validation. */
async function clearReference(trx: Query, { tenantId, id }: Subject, at: Referring): Promise<number> {
  const { referrer, field, many } = at;
  const column = sql.ref(field);
  const cleared = many ? sql`nullif(array_remove(${column}, ${id}), '{}')` : sql`null`;
  const result = await sql`
    with changed as (
      update ${sql.table(referrer.name)} set ${column} = ${cleared}, updated_at = now()
      where tenant_id = ${tenantId} and ${holds(at, id)} returning ${sql.ref(referrer.key)} as id
    )
    insert into integrity_subject (entity, id) select ${referrer.name}, id from changed
    on conflict do nothing`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/** Whoever still refers to the row, because it must or because it came meanwhile. */
async function collectReferrers(trx: Query, { tenantId, id }: Subject, at: Referring): Promise<number> {
  const result = await sql`
    insert into integrity_subject (entity, id)
    select ${at.referrer.name}, ${sql.ref(at.referrer.key)} from ${sql.table(at.referrer.name)}
    where tenant_id = ${tenantId} and ${holds(at, id)}
    on conflict (entity, id) do update set id = excluded.id`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/** Reports about the row say no more than that it was erased; values of others that are the id go. */
async function forgetReports(trx: Query, { tenantId, entity, id }: Subject): Promise<number> {
  const erased = sql`
    jsonb_build_array(jsonb_build_object('line', report.line, 'column', null, 'code', 'ERASED', 'severity', 'error',
      'value', null, 'message', 'The row was erased.', 'hint', 'Nothing of it is kept here.'))`;
  const own = await sql`
    update row_report as report set key = null, issues = ${erased} from job
    where job.id = report.job_id and job.tenant_id = ${tenantId} and job.entity = ${entity.name} and report.key = ${id}
    `.execute(trx);
  const mentions = referencesTo(entity).map(
    ({ referrer, field }) => sql`(job.entity = ${referrer.name} and issue ->> 'column' = ${field})`,
  );
  if (mentions.length === 0) return Number(own.numAffectedRows ?? 0n);
  await sql`
    update row_report as report set issues = (
      select jsonb_agg(case when issue ->> 'value' = ${id} and (${sql.join(mentions, sql` or `)})
        then issue || '{"value": null}' else issue end)
      from jsonb_array_elements(report.issues) as issue)
    from job
    where job.id = report.job_id and job.tenant_id = ${tenantId}
      and report.issues @> ${JSON.stringify([{ value: id }])}::jsonb`.execute(trx);
  return Number(own.numAffectedRows ?? 0n);
}

/** Findings of the past that name the id, and what dry runs would have found. */
async function forgetFindings(trx: Query, { tenantId, entity, id }: Subject): Promise<void> {
  const names = sql`((entity = ${entity.name} and id = ${id}) or (target_entity = ${entity.name} and target_id = ${id}))`;
  await sql`delete from integrity_issue where tenant_id = ${tenantId} and until_version is not null and ${names}`.execute(
    trx,
  );
  const jobs = sql`select job.id from job where job.tenant_id = ${tenantId}`;
  await sql`delete from integrity_preview where job_id in (${jobs}) and ${names}`.execute(trx);
}

function nonZero(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
