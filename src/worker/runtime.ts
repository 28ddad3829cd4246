import { DefaultLogger, Runtime } from "@temporalio/worker";
import getPort from "get-port";
import type { Logger } from "pino";

interface RuntimeOptions {
  /** Whether the SDK serves its own metrics. */
  readonly metrics: boolean;
}

/** Another process can take a free port before the SDK does. */
const attempts = 3;

/**
 * Installs the SDK's runtime, once per process, before Temporal's core is used. Signals stay with `main`. Returns the
 * address of the SDK's metrics, on the loopback address only; null if it serves none.
 */
export async function installRuntime(log: Logger, { metrics }: RuntimeOptions): Promise<string | null> {
  if (!metrics) {
    install(log, null);
    return null;
  }
  for (let attempt = 1; ; attempt++) {
    const address = `127.0.0.1:${await getPort({ host: "127.0.0.1" })}`;
    try {
      install(log, address);
      return `http://${address}/metrics`;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

function install(log: Logger, metricsAddress: string | null): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger("WARN", ({ level, message, meta }) => {
      log[level === "ERROR" ? "error" : "warn"]({ ...plainMeta(meta) }, message);
    }),
    telemetryOptions: {
      logging: { forward: {} },
      ...(metricsAddress !== null && {
        metrics: {
          prometheus: {
            bindAddress: metricsAddress,
            countersTotalSuffix: true,
            unitSuffix: true,
            useSecondsForDurations: true,
          },
        },
      }),
    },
  });
}

/** Returns the fields to log: ids, attempt, and the error's message, which activities have cleaned of cells. */
function plainMeta(meta: Record<string, unknown> | undefined): Record<string, unknown> {
  const { error, workflowId, activityType, attempt } = meta ?? {};
  return { workflowId, activityType, attempt, error: error instanceof Error ? error.message : undefined };
}
