import type { Connection } from "@temporalio/client";

/**
 * How long a worker counts as alive after a poll. It polls at least once a minute; Temporal lists it for five minutes.
 */
const aliveMs = 90_000;

interface LiveWorker {
  /** `<process>@<host>` */
  readonly identity: string;
  /** Null: it has no version. */
  readonly buildId: string | null;
}

/**
 * Returns the workers that are alive: those that poll for workflow tasks. A worker whose slots are full does not poll
 * for activities.
 */
export async function liveWorkers(connection: Connection, namespace: string, taskQueue: string): Promise<LiveWorker[]> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: 1, // workflows
  });
  return (pollers ?? [])
    .filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - aliveMs)
    .map(({ identity, deploymentOptions }) => ({
      identity: identity ?? "",
      // Empty if the worker has no build.
      buildId: deploymentOptions?.buildId || null,
    }));
}
