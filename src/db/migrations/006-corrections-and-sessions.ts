import { type Kysely, sql } from "kysely";

/** Jobs that bring corrected rows again, and the sessions of the console. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table job add column correction_of uuid`.execute(db);
  await sql`create index job_correction_of on job (correction_of) where correction_of is not null`.execute(db);
  // A session of a browser, or a link that opens one; known by the hash of what the browser sends, and gone with its
  // key.
  await sql`
    create table console_session (
      hash text primary key,
      kind text not null check (kind in ('link', 'session')),
      key_id uuid not null references api_key on delete cascade,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index console_session_expiry on console_session (expires_at)`.execute(db);
}
