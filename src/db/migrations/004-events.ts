import { type Kysely, sql } from "kysely";
import { createEntityTables } from "./entity-tables.js";

const group = sql`course_group_id text collate "C" not null`;
const title = sql`
  title text not null, slug text not null, description text, language text, sku text, tags text[],
  status text not null`;
const times = sql`
  start_date timestamptz not null, end_date timestamptz not null, time_zone text not null,
  enrollment_start_date timestamptz, enrollment_end_date timestamptz`;
const seats = sql`
  seats_limit integer, price_in_cents integer, waitlisting_enabled boolean not null, instructor_emails text[]`;
const venue = sql`
  location_name text not null, address1 text not null, address2 text, city text not null, state text, zip_code text,
  country text not null, room text`;
const meeting = sql`meeting_url text not null, meeting_provider text, meeting_password text`;
const attendee = sql`attendee_info text`;

/** The four entities of contract A. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = {
    course_group_in_person_event: [title, times, seats, venue, attendee],
    in_person_event: [group, title, times, seats, venue, attendee],
    course_group_webinar: [title, times, seats, meeting, attendee],
    webinar: [group, title, times, seats, meeting, attendee],
  };
  for (const [table, columns] of Object.entries(tables))
    await createEntityTables(db, table, columns, { hasSlug: true });
}
