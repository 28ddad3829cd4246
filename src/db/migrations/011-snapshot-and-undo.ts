import { type Kysely, sql } from "kysely";
import { createImageTable } from "./image-table.js";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/** Deletions that somebody has to agree to, what jobs would do to stored rows, and what undoing one needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) await createImageTable(db, table);
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
