import type { WorkerOptions } from "@temporalio/worker";
import type { Config } from "../config.js";

/**
 * Returns the version of a worker for Temporal's Worker Versioning; empty if the worker has no build. The deployment
 * has the name of the task queue. Workflows are pinned: the build that began an import runs all its steps, unless the
 * workflow's own options say otherwise.
 */
export function workerDeployment({
  taskQueue,
  buildId,
}: Pick<Config, "taskQueue" | "buildId">): Pick<WorkerOptions, "workerDeploymentOptions"> {
  if (buildId === null) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName: taskQueue, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: "PINNED",
    },
  };
}
