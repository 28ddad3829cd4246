import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Exposition, expositionType } from "../telemetry/exposition.js";
import type { HttpEnv } from "./context.js";
import { problems } from "./openapi.js";
import { allow } from "./request/auth.js";

/**
 * Registers the metrics of this process and the state of the service, for Prometheus. They sum up all tenants and name
 * none.
 */
export function metricsRoute(app: OpenAPIHono<HttpEnv>, exposition: Exposition): void {
  const route = createRoute({
    method: "get",
    path: "/metrics",
    operationId: "getMetrics",
    tags: ["Health"],
    summary: "Metrics in the text format of Prometheus",
    description:
      "Of all tenants, without a name of any. With `BULKHEAD_METRICS_PORT` they are served at that port instead, and need no key.",
    middleware: [allow("admin")],
    responses: {
      200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } },
      ...problems(401, 403, 503),
    },
  });
  app.openapi(route, async (context) => context.text(await exposition(), 200, { "Content-Type": expositionType }));
}
