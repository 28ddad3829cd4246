import { DefaultLogger, Runtime } from "@temporalio/worker";
import type { Logger } from "pino";

/** Once per process, before anything of Temporal's core is used; signals stay with `main`. */
export function installRuntime(log: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger("WARN", ({ level, message, meta }) => {
      log[level === "ERROR" ? "error" : "warn"]({ ...plainMeta(meta) }, message);
    }),
    telemetryOptions: { logging: { forward: {} } },
  });
}

/** Ids and attempts; errors by their message, which activities have cleaned of cells. */
function plainMeta(meta: Record<string, unknown> | undefined): Record<string, unknown> {
  const { error, workflowId, activityType, attempt } = meta ?? {};
  return { workflowId, activityType, attempt, error: error instanceof Error ? error.message : undefined };
}
