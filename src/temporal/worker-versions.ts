import { type Connection, isGrpcServiceError } from "@temporalio/client";
import type { Config } from "../config.js";
import { openConnection, type TemporalTarget } from "./connection.js";
import { liveWorkers } from "./live-workers.js";

const deadlineMs = 5_000;
/** gRPC's NOT_FOUND and UNIMPLEMENTED: no worker has had a build, or the server knows none. */
const withoutVersions: readonly number[] = [5, 12];

/**
 * Why imports wait although workers run, where workers have builds: the configured build is not current, or workflows are
 * pinned to a build that has no worker. Empty where nothing is wrong. Throws where Temporal does not answer.
 */
export async function workerVersionFaults(
  target: TemporalTarget,
  { taskQueue, buildId }: Pick<Config, "taskQueue" | "buildId">,
): Promise<string[]> {
  const connection = openConnection(target);
  try {
    return await connection.withDeadline(Date.now() + deadlineMs, async () => {
      const { current, builds } = await describedBuilds(connection, target.namespace, taskQueue);
      const faults: string[] = [];
      if (buildId !== null && buildId !== current)
        faults.push(`build ${buildId} is not current and gets no new import`);
      const alive = new Set(
        (await liveWorkers(connection, target.namespace, taskQueue)).map((worker) => worker.buildId),
      );
      for (const build of builds.filter((id) => !alive.has(id))) {
        const open = await openWorkflows(connection, target.namespace, `${taskQueue}:${build}`);
        if (open > 0) faults.push(`build ${build} has no worker and ${open} open workflows`);
      }
      return faults;
    });
  } finally {
    await connection.close();
  }
}

interface Builds {
  /** Null: workers without a build get the work. */
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
    if (isGrpcServiceError(error) && withoutVersions.includes(error.code)) return { current: null, builds: [] };
    throw error;
  }
}

async function openWorkflows(connection: Connection, namespace: string, version: string): Promise<number> {
  const { count } = await connection.workflowService.countWorkflowExecutions({
    namespace,
    query: `TemporalWorkerDeploymentVersion = "${version}" and ExecutionStatus = "Running"`,
  });
  return Number(count ?? 0);
}
