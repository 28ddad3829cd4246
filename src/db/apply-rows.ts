import { sql } from "kysely";
import type { Query } from "./database.js";
import type { ApplyContext } from "./decide-rows.js";
import { mergedValue, stagedBesideStored } from "./merged-row.js";
import { stagingTable } from "./staged-rows.js";

export interface AppliedCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What applying would do to each valid row, without doing it: the answer of a dry run. */
export async function countChanges(trx: Query, job: ApplyContext): Promise<AppliedCounts> {
  const { rows } = await sql<AppliedCounts>`
    select count(*) filter (where stored.tenant_id is null) as created,
      count(*) filter (where stored.tenant_id is not null and ${differs(job)}) as updated,
      count(*) filter (where stored.tenant_id is not null and not ${differs(job)}) as unchanged
    from ${stagedBesideStored(job.entity, job)}`.execute(trx);
  return rows[0] ?? { created: 0, updated: 0, unchanged: 0 };
}

/**
 * Writes the valid rows: new keys are inserted, stored rows that differ are updated, all others are not touched. One
 * statement, so both halves see one state of the store: a key that another import commits meanwhile raises 23505, upon
 * which the whole transaction is to be repeated; between two statements it would be missed by both. `valid` is the
 * number of valid rows.
 */
export async function applyRows(trx: Query, job: ApplyContext, valid: number): Promise<AppliedCounts> {
  const { rows } = await sql<{ created: number; updated: number }>`
    with changed as (${updateChanged(job)} returning 1), new as (${insertNew(job)} returning 1)
    select (select count(*) from new) as created, (select count(*) from changed) as updated`.execute(trx);
  const { created, updated } = rows[0] ?? { created: 0, updated: 0 };
  return { created, updated, unchanged: valid - created - updated };
}

function updateChanged(job: ApplyContext) {
  const { entity } = job;
  const key = sql.ref(entity.key);
  const sets = writtenFields(job).map((name) => sql`${sql.ref(name)} = ${mergedValue(entity, name, job.columns)}`);
  return sql`
    update ${sql.table(entity.name)} as stored
    set ${sql.join(sets)}, importer_id = ${job.importerId}, job_id = ${job.id}, updated_at = now()
    from ${sql.table(stagingTable(entity))} as staged
    where staged.job_id = ${job.id} and staged.valid
      and stored.tenant_id = ${job.tenantId} and stored.${key} = staged.${key} and ${differs(job)}`;
}

function insertNew(job: ApplyContext) {
  const { entity } = job;
  const names = Object.keys(entity.fields);
  const values = names.map((name) => mergedValue(entity, name, job.columns));
  return sql`
    insert into ${sql.table(entity.name)} (${sql.join(names.map((name) => sql.ref(name)))}, tenant_id, importer_id, job_id)
    select ${sql.join(values)}, ${job.tenantId}, ${job.importerId}, ${job.id}::uuid
    from ${stagedBesideStored(entity, job)} and stored.tenant_id is null`;
}

/** Rows that another importer delivered so far: they change hands, with a warning (section D 10). */
export async function reportOwnerChanges(trx: Query, job: ApplyContext): Promise<void> {
  await sql`
    insert into row_report (job_id, line, chunk_no, byte_start, byte_length, outcome, issues)
    select ${job.id}, staged.line, staged.chunk_no, staged.byte_start, staged.byte_length, 'valid',
      jsonb_build_array(jsonb_build_object(
        'line', staged.line, 'column', null, 'code', 'OWNER_CHANGED', 'severity', 'warning', 'value', null,
        'message', format('The row belonged to the importer %s.', stored.importer_id),
        'hint', 'If two systems send the same rows, give one of them the task.'))
    from ${stagedBesideStored(job.entity, job)} and stored.importer_id <> ${job.importerId}`.execute(trx);
}

/** Columns that can change: those of the header, but for the key. */
function writtenFields(job: ApplyContext): string[] {
  return Object.keys(job.entity.fields).filter((name) => job.columns.has(name) && name !== job.entity.key);
}

/** Whether the merged row is another than the stored one; a change of owner is a change. */
function differs(job: ApplyContext) {
  const names = writtenFields(job);
  const stored = names.map((name) => sql.ref(`stored.${name}`));
  const merged = names.map((name) => mergedValue(job.entity, name, job.columns));
  return sql`((${sql.join([...stored, sql.ref("stored.importerId")])}) is distinct from (${sql.join([...merged, sql`${job.importerId}::text`])}))`;
}
