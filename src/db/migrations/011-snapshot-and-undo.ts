import { type Kysely, sql } from "kysely";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/**
 * The before-images of an entity's rows, as rows of its own columns: compact, and quick to write and to put back. What an
 * erasure takes out of one stays null.
 */
async function createBeforeImages(db: Kysely<unknown>, table: string): Promise<void> {
  const images = `before_${table}`;
  await sql`create table ${sql.table(images)} (like ${sql.table(table)})`.execute(db);
  await sql`alter table ${sql.table(images)} drop column source_hash`.execute(db);
  const columns = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${images}::regclass and attnum > 0 and attnotnull and not attisdropped
      and attname not in ('id', 'tenant_id')`.execute(db);
  for (const { name } of columns.rows) {
    await sql`alter table ${sql.table(images)} alter column ${sql.ref(name)} drop not null`.execute(db);
  }
  await sql`
    alter table ${sql.table(images)}
      -- The job that changed the row; its own column job_id is that of the job before.
      add changed_by uuid not null,
      add change text not null check (change in ('updated', 'deleted')),
      add primary key (changed_by, id)`.execute(db);
}

/** Deletions that somebody has to agree to, what jobs would do to stored rows, and what undoing one needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) await createBeforeImages(db, table);
  await sql`
    create table stored_row_report (
      job_id uuid not null references job on delete cascade,
      outcome text not null check (outcome in ('updated', 'deleted', 'moved_on')),
      id text collate "C" not null,
      differences jsonb,
      primary key (job_id, outcome, id)
    )`.execute(db);
  await sql`create index stored_row_report_id on stored_row_report (id)`.execute(db);
  await sql`
    alter table job
      add waits_for_approval boolean not null default false,
      add approval jsonb,
      add asked_at timestamptz,
      add approved_at timestamptz,
      add approved_by text,
      -- Jobs that ended before there were before-images have none.
      add images text not null default 'none' check (images in ('none', 'kept', 'going')),
      add undo_no bigint,
      add undo_workflow_id text,
      add undo_requested_at timestamptz,
      add undo_requested_by text,
      add undo_waits_for_turn boolean not null default false,
      add undo_ended_at timestamptz,
      add undo jsonb`.execute(db);
  await sql`
    create index job_undo_line on job (tenant_id, importer_id, entity, undo_no)
      where undo_no is not null and undo_ended_at is null`.execute(db);
  await sql`create index job_images on job (finished_at) where images <> 'none'`.execute(db);
}
