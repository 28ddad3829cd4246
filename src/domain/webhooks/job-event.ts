import { z } from "zod";
import type { ApprovalQuestion } from "../hold.js";
import { type JobCounts, type JobError, type JobState, jobStates } from "../job.js";
import type { UndoOutcome } from "../stored-row.js";
import type { EventType, TenantEvent } from "./event.js";

/** The facts about a job that its event is made from. */
interface ToldJob {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: string;
  readonly importerId: string;
  readonly mode: string;
  readonly dryRun: boolean;
  readonly state: JobState;
  readonly scheduleId: string | null;
  readonly packageId: string | null;
  readonly counts: JobCounts | null;
  readonly issuesByCode: Readonly<Record<string, number>>;
  readonly error: JobError | null;
  readonly approval: ApprovalQuestion | null;
  readonly undo: UndoOutcome | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

const count = z.int().min(0);

/** The data of a job's event: ids, counts and codes, and no text of a file. */
export const jobEventData = z.object({
  jobId: z.uuid(),
  entity: z.string(),
  importerId: z.string(),
  mode: z.string(),
  dryRun: z.boolean(),
  state: z.enum(jobStates),
  scheduleId: z.string().nullable(),
  packageId: z.string().nullable(),
  /** If the job waits for an approval: the counts that it would have. */
  counts: z
    .object({ valid: count, invalid: count, created: count, updated: count, unchanged: count, deleted: count })
    .nullable(),
  issuesByCode: z.record(z.string(), count),
  errorCode: z.string().nullable(),
  /** If the job waits for an approval: why, and how many rows its importer owns. */
  reasons: z.array(z.string()).optional(),
  owned: count.optional(),
  /** The counts of an undo. */
  undo: z.object({ deleted: count, restored: count, recreated: count, movedOn: count }).nullable().optional(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  links: z.object({ job: z.string(), rejects: z.string(), console: z.string() }),
});

const typeOf: Partial<Record<JobState, EventType>> = {
  complete: "job.completed",
  complete_with_rejects: "job.completed_with_rejects",
  failed: "job.failed",
  cancelled: "job.cancelled",
  awaiting_approval: "job.awaiting_approval",
  undone: "job.undone",
};

/**
 * Returns the event of a job's current state; null if the state has none. The end of a package is sent once. The files
 * of a package send an event only if they wait for an approval.
 */
export function jobEvent(job: ToldJob): TenantEvent | null {
  const type = typeOf[job.state];
  if (type === undefined || (job.packageId !== null && job.state !== "awaiting_approval")) return null;
  return { tenantId: job.tenantId, type, data: dataOf(job) };
}

function dataOf(job: ToldJob): z.infer<typeof jobEventData> {
  const { id, state, approval, undo } = job;
  return {
    ...{ jobId: id, entity: job.entity, importerId: job.importerId, mode: job.mode, dryRun: job.dryRun, state },
    ...{ scheduleId: job.scheduleId, packageId: job.packageId },
    counts: job.counts === null ? null : { ...job.counts },
    issuesByCode: { ...job.issuesByCode },
    errorCode: job.error?.code ?? null,
    ...(state === "awaiting_approval" && { reasons: [...(approval?.reasons ?? [])], owned: approval?.owned ?? 0 }),
    ...(state === "undone" && { undo: undo?.counts ? { ...undo.counts } : null }),
    ...{ createdAt: job.createdAt.toISOString(), finishedAt: job.finishedAt?.toISOString() ?? null },
    links: { job: `/api/jobs/${id}`, rejects: `/api/jobs/${id}/rejects.csv`, console: `/console/jobs/${id}` },
  };
}
