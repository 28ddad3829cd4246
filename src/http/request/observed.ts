import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { ProcessMetrics } from "../../telemetry/process-metrics.js";
import { inRequestSpan, markFailed } from "../../telemetry/spans.js";
import type { HttpEnv } from "../context.js";

const methods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Measures each request and records it as a span, both by its route: paths and queries contain names that clients
 * choose.
 */
export function observed(metrics: ProcessMetrics): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const method = methods.includes(context.req.method) ? context.req.method : "other";
    const end = metrics.requestSeconds.startTimer({ method });
    await inRequestSpan(context.req.header(), method, async (span) => {
      await next();
      const { status } = context.res;
      const route = routeOf(context);
      end({ route });
      metrics.requests.inc({ status });
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
      });
      if (status >= 500) markFailed(span);
    });
  };
}

/** The route that answered; a pattern such as `/*` if no route did. */
function routeOf(context: Context): string {
  return routePath(context, -1);
}
