import { sql } from "kysely";
import type { JobError } from "../../domain/job.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Database, Query } from "../database.js";
import { databaseErrorCode } from "../database-errors.js";
import { lockUntilCommit } from "../lock.js";
import { dropHashTable } from "../staging/own-tables.js";
import { announceJob } from "../webhooks/announce-job.js";
import { nothingWritten } from "./approvals.js";
import { endJobBackends } from "./job-backends.js";

/** How long, and how often, a cancellation waits for the sessions that block it. */
const patienceMs = 800;
const mostAttempts = 3;

/**
 * Any open state → cancelling, with the reason. Returns false if the job had ended, or is already being cancelled.
 * Either this statement or the last statement of the import succeeds, never both (section D 3). It waits no longer than
 * a commit takes: a session that locks the job's row for longer, because its process hangs, is ended.
 */
export async function beginCancel(db: Database, id: string, reason: JobError): Promise<boolean> {
  return patiently(db, id, async (trx) => {
    const begun = await trx
      .updateTable("job")
      .set({ state: "cancelling", error: JSON.stringify(reason) })
      .where("id", "=", id)
      .where("finishedAt", "is", null)
      .where("state", "<>", "cancelling")
      .returning("tenantId")
      .executeTakeFirst();
    if (begun) await recordAudit(trx, { tenantId: begun.tenantId, action: "job.cancelled", object: `job:${id}` });
    return begun !== undefined;
  });
}

/**
 * cancelling → cancelled. Ends the database sessions that work for the job, and drops its table of hashes. Idempotent,
 * also when calls run at the same time. The state changes only if the job is being cancelled.
 */
export async function completeCancel(db: Database, id: string): Promise<void> {
  await endJobBackends(db.query, id);
  await patiently(db, id, async (trx) => {
    await lockUntilCommit(trx, "cancel", id);
    await dropHashTable(trx, id);
    const cancelled = await trx
      .updateTable("job")
      .set({ state: "cancelled", counts: nothingWritten, finishedAt: sql`clock_timestamp()` })
      .where("id", "=", id)
      .where("state", "=", "cancelling")
      .returningAll()
      .executeTakeFirst();
    if (cancelled) await announceJob(trx, cancelled);
  });
}

/**
 * Runs a transaction, and ends the job's sessions if they block it. The transaction does not carry the job's id in its
 * name, so that it is not ended with them.
 */
async function patiently<T>(db: Database, id: string, run: (trx: Query) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction({ name: "cancel import" }, async ({ trx }) => {
        await sql`select set_config('lock_timeout', ${`${patienceMs}ms`}, true)`.execute(trx);
        return run(trx);
      });
    } catch (error) {
      if (databaseErrorCode(error) !== "55P03" || attempt === mostAttempts) throw error;
      await endJobBackends(db.query, id);
    }
  }
}
