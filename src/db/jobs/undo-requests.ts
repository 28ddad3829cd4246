import { sql } from "kysely";
import type { UndoCounts, UndoOutcome } from "../../domain/stored-row.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import { announceJob } from "../webhooks/announce-job.js";
import type { JobRow } from "./jobs.js";

/** Jobs whose undo was requested and has not ended. */
export const undoPending = sql`undo_no is not null and undo_ended_at is null`;

/** Who asks for an undo, and the workflow that will do it. */
export interface UndoRequest {
  readonly requestedBy: string;
  readonly workflowId: string;
  /** How long a job can be undone after its end. */
  readonly withinDays: number;
}

/**
 * Gives the undo of a job its place in the line of imports, under the lock that keeps accepted numbers in order.
 * Returns undefined if the job cannot be undone, or its undo is already pending.
 */
export async function requestUndo(
  trx: Query,
  { id, tenantId, importerId, entity }: JobRow,
  { requestedBy, workflowId, withinDays }: UndoRequest,
): Promise<JobRow | undefined> {
  await lockUntilCommit(trx, "accept", tenantId, importerId, entity);
  const accepted = await trx
    .updateTable("job")
    .set({
      undoNo: sql<number>`nextval(pg_get_serial_sequence('job', 'accepted_no'))`,
      undoWorkflowId: workflowId,
      undoRequestedAt: sql`clock_timestamp()`,
      undoRequestedBy: requestedBy,
      undoWaitsForTurn: false,
      undoEndedAt: null,
      undo: null,
    })
    .where("id", "=", id)
    .where("state", "in", ["complete", "complete_with_rejects"])
    .where("images", "=", "kept")
    .where("finishedAt", ">=", sql<Date>`now() - ${withinDays} * interval '1 day'`)
    .where(sql<boolean>`not (${undoPending})`)
    .returningAll()
    .executeTakeFirst();
  if (accepted) await recordAudit(trx, { tenantId, action: "job.undo_requested", object: `job:${id}` });
  return accepted;
}

/**
 * complete → undone, once. Returns false if the job is undone already, or no undo is pending. `integrityVersion` is the
 * version of the findings after the undo.
 */
export async function finishUndo(
  trx: Query,
  id: string,
  counts: UndoCounts,
  integrityVersion: number,
): Promise<boolean> {
  const outcome: UndoOutcome = { counts, error: null };
  const undone = await trx
    .updateTable("job")
    .set({
      state: "undone",
      images: "none",
      undo: JSON.stringify(outcome),
      undoEndedAt: sql`clock_timestamp()`,
      integrityVersion,
    })
    .where("id", "=", id)
    .where("state", "in", ["complete", "complete_with_rejects"])
    .where(sql<boolean>`${undoPending}`)
    .returningAll()
    .executeTakeFirst();
  if (undone) await announceJob(trx, undone);
  return undone !== undefined;
}

/** Ends an undo with its error. The job stays as it was, and the undo can be requested again. */
export async function failUndo(db: Query, id: string, error: UndoOutcome["error"]): Promise<void> {
  const outcome: UndoOutcome = { counts: null, error };
  await db
    .updateTable("job")
    .set({ undo: JSON.stringify(outcome), undoEndedAt: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where(sql<boolean>`${undoPending}`)
    .execute();
}
