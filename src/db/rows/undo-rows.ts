import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import type { UndoCounts } from "../../domain/stored-row.js";
import type { Query } from "../database.js";
import { StaleDecision } from "../database-errors.js";
import { isValidated } from "../integrity/subjects.js";
import { analyzeTable, fewRows } from "../planner.js";
import { beforeImage } from "./apply-rows.js";
import { imageColumns, imageTable } from "./before-images.js";

/** A job to undo, and the entity of its rows. */
export interface UndoneJob {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: Entity;
}

/**
 * Returns the name of the temporary table of what is undone: before-images, and the keys of created rows. `valid` is
 * false for a row that is left alone because it was changed afterwards.
 */
export function undoingTable({ name }: Pick<Entity, "name">): string {
  return `undoing_${name}`;
}

/**
 * Restores the rows that a job changed: deletes created rows, and puts updated and deleted rows back. A row that
 * another import changed afterwards is left alone and reported. The before-images are deleted. The rows that the global
 * validation has to check are in its working tables. All of it happens in the caller's transaction, which has to be
 * repeated upon a conflict. Fails with `UNDO_EXPIRED` if an image is missing.
 */
export async function undoRows(trx: Query, job: UndoneJob): Promise<UndoCounts> {
  await collectChanges(trx, job);
  await requireAllImages(trx, job);
  await leaveMovedOn(trx, job);
  await reportMovedOn(trx, job);
  const planned = await countPlanned(trx, job);
  const done: UndoCounts = {
    deleted: await deleteCreated(trx, job),
    restored: await restoreUpdated(trx, job),
    recreated: await recreateDeleted(trx, job),
    movedOn: planned.movedOn,
  };
  const { deleted, restored, recreated } = done;
  if (deleted !== planned.deleted || restored !== planned.restored || recreated !== planned.recreated) {
    throw new StaleDecision("a row was changed while it was put back");
  }
  return done;
}

/**
 * Moves the job's images to the temporary table, and adds the created rows, which have no image. An erasure waits for
 * the deleted images.
 */
async function collectChanges(trx: Query, { id, tenantId, entity }: UndoneJob): Promise<void> {
  const [undoing, images] = [sql.table(undoingTable(entity)), sql.table(imageTable(entity))];
  await sql`
    create temporary table if not exists ${undoing} (like ${images}, valid boolean not null default true)
    on commit delete rows`.execute(trx);
  await sql`create index if not exists ${sql.ref(`${undoingTable(entity)}_key`)} on ${undoing} (id)`.execute(trx);
  const columns = sql`${sql.join(imageColumns(entity).map((name) => sql.ref(name)))}, changed_by, change`;
  await sql`
    with taken as (delete from ${images} where changed_by = ${id} returning ${columns})
    insert into ${undoing} (${columns}) select ${columns} from taken`.execute(trx);
  const isNew = sql`not exists (select from ${undoing} as undoing where undoing.id = created.id)`;
  await sql`
    insert into ${undoing} (tenant_id, id, changed_by, change)
    select tenant_id, id, ${id}::uuid, 'created' from ${sql.table(entity.name)} as created
    where tenant_id = ${tenantId} and job_id = ${id} and ${isNew}`.execute(trx);
  // A created row that another job changed afterwards is found by the before-image of that change.
  await sql`
    insert into ${undoing} (tenant_id, id, changed_by, change, valid)
    select distinct tenant_id, id, ${id}::uuid, 'created', false from ${images} as created
    where tenant_id = ${tenantId} and job_id = ${id} and ${isNew}`.execute(trx);
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${undoing}`.execute(trx);
  if ((rows[0]?.count ?? 0) > fewRows) await analyzeTable(trx, undoingTable(entity));
}

/** Throws `UNDO_EXPIRED` if an image is missing: its row would count as created and be deleted. */
async function requireAllImages(trx: Query, { id, entity }: UndoneJob): Promise<void> {
  const { rows } = await sql<{ missing: number }>`
    select (counts->>'updated')::bigint + (counts->>'deleted')::bigint - images_erased
      - (select count(*) from ${sql.table(undoingTable(entity))} where change <> 'created') as missing
    from job where id = ${id}`.execute(trx);
  if (rows[0]?.missing === 0) return;
  const hint = "Import a file that says what the rows are to be.";
  throw new DomainError("UNDO_EXPIRED", "Some values from before the import are no longer kept.", hint);
}

/**
 * Marks rows that cannot be put back: another import wrote the row afterwards or has taken its slug, or the target of a
 * required reference was erased.
 */
async function leaveMovedOn(trx: Query, { id, tenantId, entity }: UndoneJob): Promise<void> {
  const [undoing, store] = [sql.table(undoingTable(entity)), sql.table(entity.name)];
  const stored = sql`select from ${store} as stored where stored.tenant_id = ${tenantId} and stored.id = undoing.id`;
  const erased = Object.entries(entity.fields).flatMap(([name, { required, reference }]) =>
    required && reference ? [sql`or (change <> 'created' and ${sql.ref(name)} is null)`] : [],
  );
  await sql`
    update ${undoing} as undoing set valid = false
    where (change = 'updated' and not exists (${stored} and stored.job_id = ${id}))
      or (change = 'deleted' and exists (${stored})) ${sql.join(erased, sql` `)}`.execute(trx);
  if (!entity.slug) return;
  // A row that is left alone keeps its slug, which another row may need.
  const slug = sql.ref(entity.slug.field);
  for (let found = 1n; found > 0n; ) {
    const result = await sql`
      update ${undoing} as undoing set valid = false
      from ${store} as taken
      where undoing.valid and undoing.change <> 'created'
        and taken.tenant_id = ${tenantId} and taken.${slug} = undoing.${slug} and taken.id <> undoing.id
        and not exists (select from ${undoing} as leaving where leaving.id = taken.id and leaving.valid)
      `.execute(trx);
    found = result.numAffectedRows ?? 0n;
  }
}

async function reportMovedOn(trx: Query, { id, entity }: UndoneJob): Promise<void> {
  await sql`
    insert into stored_row_report (job_id, outcome, id)
    select ${id}::uuid, 'moved_on', id from ${sql.table(undoingTable(entity))} where not valid
    `.execute(trx);
}

async function countPlanned(trx: Query, { entity }: UndoneJob): Promise<UndoCounts> {
  const { rows } = await sql<UndoCounts>`
    select count(*) filter (where valid and change = 'created') as deleted,
      count(*) filter (where valid and change = 'updated') as restored,
      count(*) filter (where valid and change = 'deleted') as recreated,
      count(*) filter (where not valid) as "movedOn"
    from ${sql.table(undoingTable(entity))}`.execute(trx);
  return rows[0] ?? { deleted: 0, restored: 0, recreated: 0, movedOn: 0 };
}

async function deleteCreated(trx: Query, job: UndoneJob): Promise<number> {
  const { id, tenantId, entity } = job;
  return written(
    trx,
    job,
    sql`
      delete from ${sql.table(entity.name)} as stored using ${sql.table(undoingTable(entity))} as undoing
      where undoing.valid and undoing.change = 'created'
        and stored.tenant_id = ${tenantId} and stored.id = undoing.id and stored.job_id = ${id}
      returning stored.id, ${beforeImage(job, "stored")} as before`,
    sql`, leaving as (insert into leaving_row (id) select id from written)`,
  );
}

async function restoreUpdated(trx: Query, job: UndoneJob): Promise<number> {
  const { id, tenantId, entity } = job;
  const sets = restoredColumns(entity).map((name) => sql`${sql.ref(name)} = ${sql.ref(`undoing.${name}`)}`);
  return written(
    trx,
    job,
    sql`
      update ${sql.table(entity.name)} as stored set ${sql.join(sets)}, updated_at = now(), source_hash = null
      from ${sql.table(undoingTable(entity))} as undoing
      where undoing.valid and undoing.change = 'updated'
        and stored.tenant_id = ${tenantId} and stored.id = undoing.id and stored.job_id = ${id}
      returning stored.id, ${beforeImage(job, "old")} as before`,
  );
}

async function recreateDeleted(trx: Query, job: UndoneJob): Promise<number> {
  const { entity } = job;
  const columns = sql.join([sql`tenant_id`, sql.ref("id"), ...restoredColumns(entity).map((name) => sql.ref(name))]);
  return written(
    trx,
    job,
    sql`
      insert into ${sql.table(entity.name)} (${columns})
      select ${columns} from ${sql.table(undoingTable(entity))} where valid and change = 'deleted'
      returning id, null::jsonb as before`,
  );
}

/**
 * Returns the columns of an image that are put back: all except the key and the time of the last change, which the undo
 * sets.
 */
function restoredColumns(entity: Entity): string[] {
  return imageColumns(entity).filter((name) => !["id", "tenantId", "updatedAt"].includes(name));
}

/** Runs a statement that returns `id` and `before` of the rows it writes. Returns how many rows it wrote. */
async function written(
  trx: Query,
  { entity }: UndoneJob,
  statement: ReturnType<typeof sql>,
  also: ReturnType<typeof sql> = sql``,
): Promise<number> {
  const touched = isValidated(entity)
    ? sql`, touched as (insert into touched_row (id, before) select id, before from written)`
    : sql``;
  const { rows } = await sql<{ count: number }>`
    with written as (${statement})${also}${touched} select count(*) as count from written`.execute(trx);
  return rows[0]?.count ?? 0;
}
