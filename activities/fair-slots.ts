import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { findJob } from "../src/db/jobs/jobs.js";
import { othersRun } from "../src/db/jobs/places.js";
import type { Deps } from "../src/deps.js";
import { largeTaskQueue } from "../src/domain/task-queues.js";
import { TenantShare } from "../src/services/limits/tenant-share.js";

/** How long a step waits when its tenant has its share of a worker's slots. */
const waitMs = 2_000;

/**
 * Returns the failure that makes Temporal retry a step when slots of its tenant may be free. Until then the step's slot
 * is free for others.
 */
export function waitingForShare(): ApplicationFailure {
  const message = "other steps of the tenant have its share of this worker";
  return ApplicationFailure.create({ message, type: "WAITING", nextRetryDelay: waitMs });
}

/**
 * Returns a function that runs the long steps of one worker. One slot of each task queue stays free of a tenant's long
 * steps, and half of the slots while imports of other tenants run. A step cannot be interrupted, and may take hours.
 */
export function fairSlots({ db, config }: Pick<Deps, "db" | "config">) {
  const [share, largeShare] = [new TenantShare(), new TenantShare()];
  return async <Result>(jobId: string, step: () => Promise<Result>): Promise<Result> => {
    const job = await findJob(db.query, jobId);
    if (!job) return step();
    const isLarge = Context.current().info.taskQueue === largeTaskQueue(config.taskQueue);
    const slots = isLarge ? config.largeFileSlots : config.activitySlots;
    const most = (await othersRun(db.query, job.tenantId)) ? Math.floor(slots / 2) : slots - 1;
    const giveBack = (isLarge ? largeShare : share).take(job.tenantId, Math.max(1, most));
    if (giveBack === null) throw waitingForShare();
    try {
      return await step();
    } finally {
      giveBack();
    }
  };
}
