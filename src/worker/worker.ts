import { Worker } from "@temporalio/worker";
import type { ActivityDeps } from "../../activities/activity-deps.js";
import { webhookSlots } from "../../activities/deliver-event.js";
import { sourceSlots } from "../../activities/download-source.js";
import { createActivities } from "../../activities/index.js";
import { observeAttempts } from "../../activities/observe-attempts.js";
import { largeTaskQueue, sourceTaskQueue, webhookTaskQueue } from "../domain/task-queues.js";
import { openNativeConnection, type TemporalTarget } from "../temporal/connection.js";
import { ensureSchedule, type MaintenanceSchedule, maintenanceSchedules } from "../temporal/maintenance-schedules.js";
import { workerDeployment } from "./deployment.js";
import { workflowBundlePath } from "./workflow-bundle.js";

export interface ImportWorker {
  /** Waits until running activities end or fail over to another worker, then stops. */
  stop(): Promise<void>;
}

const retryAfter = 1_000;
const scheduleAfter = 60_000;

/** Starts a worker that runs until it is stopped. It waits for Temporal, and starts again after an outage. */
export function startWorker(deps: ActivityDeps, target: TemporalTarget): ImportWorker {
  const { config, log } = deps;
  let stopping = false;
  let current: readonly Worker[] = [];
  let scheduling = false;

  /** Creates a maintenance schedule, with retries after any failure. Imports need no schedule, so none waits for it. */
  async function schedule(maintenance: MaintenanceSchedule): Promise<void> {
    for (let scheduled = false; !stopping && !scheduled; ) {
      try {
        await ensureSchedule(target, maintenance);
        scheduled = true;
      } catch (error) {
        const name = error instanceof Error ? error.name : "unknown";
        log.warn({ error: name, setting: maintenance.setting }, "maintenance could not be scheduled yet");
        await new Promise((resolve) => setTimeout(resolve, scheduleAfter).unref());
      }
    }
  }

  async function runOnce(): Promise<void> {
    const connection = await openNativeConnection(target);
    const interceptors = { activity: [observeAttempts(deps)] };
    try {
      const common = {
        connection,
        namespace: target.namespace,
        activities: createActivities(deps),
        interceptors,
        ...workerDeployment(config),
        // An activity gets a cancellation with the answer to a heartbeat. The default interval would delay it.
        maxHeartbeatThrottleInterval: "2 seconds",
        shutdownGraceTime: "5 seconds",
        shutdownForceTime: "8 seconds",
      } as const;
      const workers = await Promise.all([
        Worker.create({
          ...common,
          taskQueue: config.taskQueue,
          workflowBundle: { codePath: workflowBundlePath },
          maxConcurrentActivityTaskExecutions: config.activitySlots,
          maxCachedWorkflows: 200,
        }),
        Worker.create({
          ...common,
          taskQueue: largeTaskQueue(config.taskQueue),
          maxConcurrentActivityTaskExecutions: config.largeFileSlots,
        }),
        Worker.create({
          ...common,
          taskQueue: sourceTaskQueue(config.taskQueue),
          maxConcurrentActivityTaskExecutions: sourceSlots,
        }),
        Worker.create({
          ...common,
          taskQueue: webhookTaskQueue(config.taskQueue),
          maxConcurrentActivityTaskExecutions: webhookSlots,
        }),
      ]);
      current = workers;
      if (!scheduling) for (const maintenance of maintenanceSchedules(config)) void schedule(maintenance);
      scheduling = true;
      log.info({ taskQueue: config.taskQueue }, "worker ready");
      // A worker that never ran cannot be closed, so that an unneeded worker runs for a moment.
      await Promise.all(
        workers.map((worker) => (stopping ? worker.runUntil(Promise.resolve()) : runBeside(worker, workers))),
      );
    } finally {
      current = [];
      await connection.close().catch(() => undefined);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      try {
        await runOnce();
      } catch (error) {
        log.warn({ error: error instanceof Error ? error.name : "unknown" }, "worker stopped; starting it again");
        await new Promise((resolve) => setTimeout(resolve, retryAfter));
      }
    }
  }

  const running = loop();
  return {
    stop: async () => {
      stopping = true;
      current.forEach(shutDown);
      await running;
    },
  };
}

/** Runs a worker. When it ends, the other workers end too, and all are restarted together. */
async function runBeside(worker: Worker, all: readonly Worker[]): Promise<void> {
  try {
    await worker.run();
  } finally {
    all.forEach(shutDown);
  }
}

function shutDown(worker: Worker): void {
  if (worker.getState() === "RUNNING") worker.shutdown();
}
