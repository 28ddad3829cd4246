import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { isValidated, watchedFields } from "../integrity/subjects.js";
import { imageOf, keepImages } from "./before-images.js";
import type { ApplyContext } from "./decide-rows.js";
import { bringsNewSecret, importedColumns, mergedValue, stagedBesideStored, stagedFingerprint } from "./merged-row.js";

export interface AppliedCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/**
 * Counts the changes that applying the valid rows would make, without writing them: the counts of a dry run.
 *
 * @param valid how many rows are valid
 */
export async function countChanges(trx: Query, job: ApplyContext, valid: number): Promise<AppliedCounts> {
  const { rows } = await sql<{ created: number; updated: number }>`
    select count(*) filter (where stored.tenant_id is null) as created,
      count(*) filter (where stored.tenant_id is not null and ${differs(job)}) as updated
    from ${stagedBesideStored(job)}`.execute(trx);
  const { created, updated } = rows[0] ?? { created: 0, updated: 0 };
  return { created, updated, unchanged: valid - created - updated };
}

/**
 * Writes the valid staged rows: inserts new keys, and updates stored rows that differ. A stored row that does not
 * differ gets the hash of the new bytes (section D 5) and the fingerprints of its secrets under the current key. All of
 * it is one statement, so that it sees one snapshot of the store. If another import commits one of the keys at the same
 * time, Postgres raises 23505, and the whole transaction has to be repeated. The before-images of updated rows are kept
 * for an undo. The rows that the global validation has to check again are in `touched_row`.
 *
 * @param valid how many rows are valid, without those that are written to the entity's table already
 */
export async function applyRows(trx: Query, job: ApplyContext, valid: number): Promise<AppliedCounts> {
  const touched = isValidated(job.entity)
    ? sql`, touched as (
        insert into touched_row (id, before)
        select written_id, before from merged where became <> 'marked')`
    : sql``;
  const { rows } = await sql<{ created: number; updated: number }>`
    with merged as (${mergeRows(job)}), changed as (select * from merged where became = 'updated'),
    kept as (${keepImages(job, "updated", "changed")})${touched}
    select count(*) filter (where became = 'created') as created, count(*) filter (where became = 'updated') as updated
    from merged`.execute(trx);
  const { created, updated } = rows[0] ?? { created: 0, updated: 0 };
  return { created, updated, unchanged: valid - created - updated };
}

/**
 * Returns the columns that identify an unchanged row's content, the hash of its bytes and the fingerprints of its
 * secrets, each with its staged value.
 */
function marks(entity: Entity) {
  const fingerprints = importedColumns(entity).filter((name) => !entity.fields[name]);
  return [
    { name: "sourceHash", staged: sql.ref("staged.sourceHash") },
    ...fingerprints.map((name) => ({ name, staged: stagedFingerprint(name) })),
  ];
}

/**
 * Stores in `touched_row` which rows a dry run would write, and fills references that the file does not bring from the
 * stored rows. The global validation then checks the state after the import.
 */
export async function pretendRows(trx: Query, job: ApplyContext): Promise<void> {
  const { entity, columns } = job;
  if (!isValidated(entity)) return;
  await sql`
    insert into touched_row (id, before) select staged.id, ${beforeImage(job, "stored")}
    from ${stagedBesideStored(job)} and (stored.tenant_id is null or ${differs(job)})`.execute(trx);
  const absent = Object.keys(entity.fields).filter((name) => entity.fields[name]?.reference && !columns.has(name));
  if (absent.length === 0) return;
  const sets = absent.map((name) => sql`${sql.ref(name)} = ${sql.ref(`stored.${name}`)}`);
  await sql`
    update ${sql.table(job.staging)} as staged set ${sql.join(sets)} from ${sql.table(entity.name)} as stored
    where staged.valid and stored.tenant_id = ${job.tenantId} and stored.id = staged.id`.execute(trx);
}

/** Returns the statement that writes staged rows. It yields the outcome and the old values of each row. */
function mergeRows(job: ApplyContext) {
  const { entity, columns, id, importerId, tenantId } = job;
  const names = importedColumns(entity);
  const changes = writtenColumns(job).map((name) => sql`${sql.ref(name)} = ${mergedValue(entity, name, columns)}`);
  const remarks = marks(entity).map(({ name, staged }) => {
    const stored = sql.ref(`stored.${name}`);
    const set = sql`${sql.ref(name)} = coalesce(${staged}, ${stored})`;
    return { set, isDue: sql`(${staged} is distinct from ${stored} and ${staged} is not null)` };
  });
  const values = names.map((name) => mergedValue(entity, name, columns, "new row"));
  return sql`
    merge into ${sql.table(entity.name)} as stored
    using (select * from ${sql.table(job.staging)} where valid) as staged
      on stored.tenant_id = ${tenantId} and stored.id = staged.id
    when matched and ${differs(job)} then update
      set ${sql.join(changes)}, importer_id = ${importerId}, job_id = ${id}::uuid, updated_at = now(),
        source_hash = staged.source_hash
    when matched and (${sql.join(
      remarks.map(({ isDue }) => isDue),
      sql` or `,
    )}) then update
      set ${sql.join(remarks.map(({ set }) => set))}
    when not matched then
      insert (${sql.join(names.map((name) => sql.ref(name)))}, tenant_id, importer_id, job_id, source_hash)
      values (${sql.join(values)}, ${tenantId}, ${importerId}, ${id}::uuid, staged.source_hash)
    returning ${imageOf(entity, "old")}, ${beforeImage(job, "old")} as before, new.id as written_id,
      case when merge_action() = 'INSERT' then 'created' when new.job_id = ${id}::uuid then 'updated' else 'marked' end
        as became`;
}

/** Returns the old values of a row's watched fields, as jsonb; null if the entity has none. */
export function beforeImage({ entity }: Pick<ApplyContext, "entity">, row: "old" | "stored") {
  const watched = watchedFields(entity);
  if (watched.length === 0) return sql`null::jsonb`;
  const pairs = watched.map((name) => sql`${sql.lit(name)}, ${sql.ref(`${row}.${name}`)}`);
  return sql`jsonb_build_object(${sql.join(pairs)})`;
}

/** Reports a warning for each row that another importer owns, because the import changes its owner (section D 10). */
export async function reportOwnerChanges(trx: Query, job: ApplyContext): Promise<void> {
  await sql`
    insert into row_report (job_id, line, byte_start, byte_length, key, outcome, issues)
    select ${job.id}, staged.line, staged.byte_start, staged.byte_length,
      staged.id, 'valid',
      jsonb_build_array(jsonb_build_object(
        'line', staged.line, 'column', null, 'code', 'OWNER_CHANGED', 'severity', 'warning', 'value', null,
        'message', format('The row belonged to the importer %s.', stored.importer_id),
        'hint', 'If two systems send the same rows, give one of them the task.'))
    from ${stagedBesideStored(job)} and stored.importer_id <> ${job.importerId}
    on conflict (job_id, line) do update set issues = row_report.issues || excluded.issues`.execute(trx);
}

/** Returns the columns that can change: those of the header except for the key, and all fingerprints. */
function writtenColumns({ entity, columns }: ApplyContext): string[] {
  return importedColumns(entity).filter((name) => name !== "id" && (columns.has(name) || !entity.fields[name]));
}

/**
 * Returns a condition: the merged row differs from the stored one; a change of owner is a change. Hashed secrets are
 * compared by their fingerprints, since each hash of the same secret is different. CASE keeps the comparison whole:
 * otherwise the planner looks for the stored rows of one importer first, expects few of a young importer, and scans
 * them again for each staged row.
 */
export function differs(job: ApplyContext) {
  const names = writtenColumns(job).filter((name) => job.entity.fields[name]?.hashed === false);
  const stored = names.map((name) => sql.ref(`stored.${name}`));
  const merged = names.map((name) => mergedValue(job.entity, name, job.columns));
  const [before, after] = [
    sql.join([...stored, sql.ref("stored.importerId")]),
    sql.join([...merged, sql`${job.importerId}::text`]),
  ];
  const isChanged = sql`(${before}) is distinct from (${after}) or ${bringsNewSecret(job.entity)}`;
  return sql`(case when ${isChanged} then true else false end)`;
}
