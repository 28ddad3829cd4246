import { sql } from "kysely";
import type { Query } from "../database.js";

const endWithinMs = 5_000;

/**
 * Ends other sessions whose transaction has this name, and waits until they are gone: an attempt of a step that is
 * retried may still hold its locks, where its host is gone or its process hangs.
 */
export async function endSessions(db: Query, transactionName: string): Promise<void> {
  await sql`
    select pg_terminate_backend(pid, ${endWithinMs}) from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
      and application_name = ${transactionName}`.execute(db);
}

/**
 * Ends the database sessions that still work for a job, found by the names of their transactions, and waits until they
 * are gone: nobody else waits for what they hold. Called by whoever has just ended the job.
 */
export async function endJobBackends(db: Query, jobId: string): Promise<void> {
  await sql`
    select pg_terminate_backend(pid, ${endWithinMs}) from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
      and application_name like ${`% ${jobId}`}`.execute(db);
}
