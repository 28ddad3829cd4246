import { type Kysely, sql } from "kysely";

/**
 * What the roles of processes may do with the rights of the schema's owner: end sessions of the same account by the
 * name of their transaction, and drop the hashes that an import keeps. Roles and rights are set by every migration
 * (`rights.ts`).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function drop_hashes(of_job uuid) returns void
      language plpgsql security definer set search_path = pg_catalog as $$
    begin
      execute format('drop table if exists staging.%I', 'job_' || replace(of_job::text, '-', '') || '_hashes');
    end $$`.execute(db);
  await sql`
    create function end_sessions(name_pattern text, within_ms integer) returns void
      language plpgsql security definer set search_path = pg_catalog as $$
    begin
      perform pg_terminate_backend(pid, within_ms) from pg_stat_activity
      where datname = current_database() and usename = session_user and pid <> pg_backend_pid()
        and application_name like name_pattern;
    end $$`.execute(db);
  await sql`revoke execute on function end_sessions, drop_hashes from public`.execute(db);
}
