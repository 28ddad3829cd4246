import { sql } from "kysely";
import type { Query } from "../database.js";

const endWithinMs = 5_000;

/**
 * Ends other sessions whose transaction has this name, and waits up to 5 s for the end of each. An earlier attempt of a
 * retried step may still hold its locks, because its host failed or its process hangs.
 */
export async function endSessions(db: Query, transactionName: string): Promise<void> {
  await endThoseLike(db, transactionName.replaceAll(/[\\%_]/g, "\\$&"));
}

/**
 * Ends the database sessions that still work for a job, found by the names of their transactions, and waits up to 5 s
 * for the end of each, so that no other process waits for their locks. Called when the job has ended or is to be
 * cancelled.
 */
export async function endJobBackends(db: Query, jobId: string): Promise<void> {
  await endThoseLike(db, `% ${jobId}`);
}

async function endThoseLike(db: Query, pattern: string): Promise<void> {
  await sql`select end_sessions(${pattern}, ${endWithinMs})`.execute(db);
}
