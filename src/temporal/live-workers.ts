import type { Connection } from "@temporalio/client";

/** A worker asks for work at least once a minute. Temporal names one for five minutes after it last did. */
const aliveMs = 90_000;

interface LiveWorker {
  /** `<process>@<host>` */
  readonly identity: string;
  /** Null: it has no version. */
  readonly buildId: string | null;
}

/**
 * The workers that are alive. Temporal names them by the workflows that they ask for: a worker whose slots are full
 * asks for no activity.
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
      // Empty where there is none.
      buildId: deploymentOptions?.buildId || null,
    }));
}
