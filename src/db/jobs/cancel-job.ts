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
 * Any open state → cancelling, with the reason; false when the job had ended, or is being cancelled already. Of this
 * and the last statement of the import exactly one wins (section D 3). It never waits for more than a commit: a session
 * that keeps the job's row for longer, because its process hangs, is ended.
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
 * cancelling → cancelled: ends the database sessions that work for the job, and removes its hashes of secrets. May run
 * twice, and at the same time; does nothing for a job that is not being cancelled.
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

/** Its transactions have not the job's id in their name: they are none of those that are ended. */
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
