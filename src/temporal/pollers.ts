import type { Connection } from "@temporalio/client";

/** A worker asks for work at least once a minute. Temporal names one for five minutes after it last did. */
const aliveMs = 90_000;

/**
 * Identities of the workers that are alive, as `<process>@<host>`. They are told by the workflows they ask for: a worker
 * whose slots are full asks for no activity.
 */
export async function workersAlive(connection: Connection, namespace: string, taskQueue: string): Promise<string[]> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: 1, // workflows
  });
  const alive = (pollers ?? []).filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - aliveMs,
  );
  return alive.map(({ identity }) => identity ?? "");
}
