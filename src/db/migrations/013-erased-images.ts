import { type Kysely, sql } from "kysely";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/**
 * How many before-images of a job an erasure removed, so that an undo notices when others are missing. A job that already
 * lacks some cannot be undone: what removed them is not known.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table job add images_erased integer not null default 0`.execute(db);
  const images = tables.map((table) => sql`select changed_by from ${sql.table(`before_${table}`)}`);
  await sql`
    update job set images = 'going'
    from job as undoable left join (
      select changed_by, count(*) as images from (${sql.join(images, sql` union all `)}) as image group by changed_by
    ) as kept on kept.changed_by = undoable.id
    where job.id = undoable.id and undoable.images = 'kept'
      and (undoable.counts->>'updated')::bigint + (undoable.counts->>'deleted')::bigint <> coalesce(kept.images, 0)`.execute(
    db,
  );
}
