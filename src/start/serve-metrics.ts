import { Hono } from "hono";
import { type Config, ConfigError } from "../config.js";
import { startServer } from "../http/server.js";
import { type Exposition, expositionType } from "../telemetry/exposition.js";
import type { Stop } from "./servers.js";

/**
 * Serves `GET /metrics`, and `/healthz` for probes, at a separate port, if it is set. Throws `ConfigError` if another
 * process uses the port.
 */
export async function serveMetrics(
  { http, metricsPort }: Pick<Config, "http" | "metricsPort">,
  exposition: Exposition,
  stops: Stop[],
): Promise<void> {
  if (metricsPort === null) return;
  const app = new Hono();
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/metrics", async (context) => context.text(await exposition(), 200, { "Content-Type": expositionType }));
  const server = await startServer(app, { ...http, port: metricsPort }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new ConfigError(`BULKHEAD_METRICS_PORT: ${metricsPort} is taken. Each process of a machine needs its own.`);
  });
  stops.push(() => server.stop());
}
