import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requestId } from "hono/request-id";
import { DomainError } from "../domain/errors.js";
import { crossOrigin } from "./answer/cross-origin.js";
import { secured, unstored, withoutBodyOfHead } from "./answer/headers.js";
import { problemAnswer, ShapeError } from "./answer/problem.js";
import { assetRoutes } from "./assets/routes.js";
import { auditRoutes } from "./audit.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { credentialRoutes } from "./credentials/routes.js";
import { apiReference } from "./docs/api-reference.js";
import { docsSite } from "./docs/site.js";
import { entityRoutes } from "./entities.js";
import { healthRoutes } from "./health.js";
import { holdRoutes } from "./holds/routes.js";
import { tenantIntegrityRoute } from "./integrity.js";
import { jobRoutes } from "./jobs/routes.js";
import { keyRoutes } from "./keys/routes.js";
import { limitsRoute } from "./limits.js";
import { mappingRoutes } from "./mappings/routes.js";
import { metricsRoute } from "./metrics.js";
import { openApiRoute } from "./openapi.js";
import { packageRoutes } from "./packages/routes.js";
import { authenticate } from "./request/auth.js";
import { refuseCrossSite } from "./request/cross-site.js";
import { observed } from "./request/observed.js";
import { scheduleRoutes } from "./schedules/routes.js";
import { isStudoFlow, resultOfError } from "./studo-flow/present.js";
import { studoFlowRoutes } from "./studo-flow/routes.js";
import { subjectRoutes } from "./subjects.js";
import { thoughtIndustriesRoutes } from "./thought-industries/routes.js";
import { deliveryRoutes } from "./webhooks/delivery-routes.js";
import { documentEvents } from "./webhooks/event-document.js";
import { webhookRoutes } from "./webhooks/routes.js";

/** Creates the HTTP API: all routes, and the single place where errors become answers. */
export function createApp(deps: HttpDeps): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>({
    strict: false,
    defaultHook: (result) => {
      if (result.success) return;
      throw new ShapeError(result.target === "json" ? "INVALID_BODY" : "INVALID_QUERY", result.error);
    },
  });
  const errorAnswer = (error: unknown, context: Context) =>
    isStudoFlow(context.req.path) ? resultOfError(context, error, deps) : problemAnswer(context, error, deps);
  app.onError(errorAnswer);
  app.notFound((context) => {
    const hint = "GET /docs/api shows what there is.";
    return errorAnswer(new DomainError("ROUTE_NOT_FOUND", "There is nothing at this address.", hint), context);
  });
  app.use(requestId(), observed(deps.metrics), withoutBodyOfHead(), secured());
  healthRoutes(app, deps);
  openApiRoute(app);
  apiReference(app);
  docsSite(app);
  const { corsOrigins } = deps.config.http;
  const guards = [crossOrigin(corsOrigins), unstored(), refuseCrossSite(corsOrigins), authenticate(deps)];
  for (const path of ["/api/*", "/incoming/*", "/import/*", "/metrics"]) app.use(path, ...guards);
  if (deps.config.metricsPort === null) metricsRoute(app, deps.exposition);
  assetRoutes(app, deps);
  jobRoutes(app, deps);
  scheduleRoutes(app, deps);
  entityRoutes(app);
  mappingRoutes(app, deps);
  credentialRoutes(app, deps);
  packageRoutes(app, deps);
  tenantIntegrityRoute(app, deps);
  keyRoutes(app, deps);
  holdRoutes(app, deps);
  webhookRoutes(app, deps);
  deliveryRoutes(app, deps);
  documentEvents(app);
  limitsRoute(app, deps);
  auditRoutes(app, deps);
  subjectRoutes(app, deps);
  thoughtIndustriesRoutes(app, deps);
  studoFlowRoutes(app, deps);
  refuseOtherMethods(app);
  return app;
}

/**
 * Registers the 405 answer of every path, last: a request that reaches it has a path that exists and a method that does
 * not.
 */
function refuseOtherMethods(app: OpenAPIHono<HttpEnv>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === "ALL") continue;
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, known] of methods) {
    app.all(path, (context) => {
      const allowed = [...known].join(", ");
      context.header("Allow", allowed);
      throw new DomainError(
        "METHOD_NOT_ALLOWED",
        `This address does not support ${context.req.method}.`,
        `Use ${allowed}.`,
      );
    });
  }
}
