import { type Connection, isGrpcServiceError } from "@temporalio/client";
import { openConnection, type TemporalTarget } from "./connection.js";
import { liveWorkers } from "./live-workers.js";

const deadlineMs = 5_000;
/** gRPC's NOT_FOUND and UNIMPLEMENTED: no worker has had a build, or the server does not support builds. */
const withoutBuilds: readonly number[] = [5, 12];

/**
 * Returns why imports wait although workers run: the workers that get new imports are missing, or workflows are pinned
 * to a build that has no worker. Empty if there is no fault. Throws if Temporal does not answer.
 */
export async function workerVersionFaults(target: TemporalTarget, taskQueue: string): Promise<string[]> {
  const connection = openConnection(target);
  try {
    return await connection.withDeadline(Date.now() + deadlineMs, () =>
      faultsOf(connection, target.namespace, taskQueue),
    );
  } finally {
    await connection.close();
  }
}

async function faultsOf(connection: Connection, namespace: string, taskQueue: string): Promise<string[]> {
  const { current, builds } = await describedBuilds(connection, namespace, taskQueue);
  const alive = new Set((await liveWorkers(connection, namespace, taskQueue)).map(({ buildId }) => buildId));
  const faults: string[] = [];
  if (alive.size > 0 && !alive.has(current)) {
    const needed = current === null ? "workers without a build" : `workers of build ${current}`;
    faults.push(`only ${needed} get new imports, and none of them runs`);
  }
  const gone = builds.filter((build) => !alive.has(build));
  const pinned = await Promise.all(
    gone.map((build) => pinnedWorkflows(connection, namespace, `${taskQueue}:${build}`)),
  );
  for (const [at, build] of gone.entries()) {
    if (pinned[at]) faults.push(`build ${build} has no worker and ${pinned[at]} open workflows`);
  }
  return faults;
}

interface Builds {
  /** Null: workers without a build get new imports. */
  readonly current: string | null;
  readonly builds: readonly string[];
}

async function describedBuilds(connection: Connection, namespace: string, deploymentName: string): Promise<Builds> {
  try {
    const { workerDeploymentInfo } = await connection.workflowService.describeWorkerDeployment({
      namespace,
      deploymentName,
    });
    const { routingConfig, versionSummaries } = workerDeploymentInfo ?? {};
    return {
      current: routingConfig?.currentDeploymentVersion?.buildId ?? null,
      builds: (versionSummaries ?? []).flatMap(({ deploymentVersion }) => deploymentVersion?.buildId ?? []),
    };
  } catch (error) {
    if (isGrpcServiceError(error) && withoutBuilds.includes(error.code)) return { current: null, builds: [] };
    throw error;
  }
}

/** Counts the open workflows that only workers of this version may continue. */
async function pinnedWorkflows(connection: Connection, namespace: string, version: string): Promise<number> {
  const { count } = await connection.workflowService.countWorkflowExecutions({
    namespace,
    query: `TemporalWorkerDeploymentVersion = "${version}" and TemporalWorkflowVersioningBehavior = "Pinned" and ExecutionStatus = "Running"`,
  });
  return Number(count ?? 0);
}
