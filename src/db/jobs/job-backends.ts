import { sql } from "kysely";
import type { Query } from "../database.js";

const endWithinMs = 5_000;

/**
 * Ends other sessions whose transaction has this name, and waits until they are gone: an attempt of a step that is
 * retried may still hold its locks, where its host is gone or its process hangs.
 */
export async function endSessions(db: Query, transactionName: string): Promise<void> {
  await endThoseLike(db, transactionName.replaceAll(/[\\%_]/g, "\\$&"));
}

/**
 * Ends the database sessions that still work for a job, found by the names of their transactions, and waits until they
 * are gone: no other process waits for what they hold. Called after the job was ended.
 */
export async function endJobBackends(db: Query, jobId: string): Promise<void> {
  await endThoseLike(db, `% ${jobId}`);
}

async function endThoseLike(db: Query, pattern: string): Promise<void> {
  await sql`select end_sessions(${pattern}, ${endWithinMs})`.execute(db);
}
