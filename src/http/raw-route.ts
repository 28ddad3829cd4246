import type { OpenAPIHono, RouteConfig } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "./context.js";

/** A route of the OpenAPI document with the guards in front of it. */
export type GuardedRoute = Omit<RouteConfig, "middleware"> & { readonly middleware: readonly MiddlewareHandler[] };

/**
 * A route whose handler reads the request itself, without a check against the schema: its body is a stream, or its
 * answer is no JSON.
 *
 * @param pattern the path as Hono matches it, where `{name}` alone does not say it
 */
export function rawRoute(
  app: OpenAPIHono<HttpEnv>,
  { middleware, ...route }: GuardedRoute,
  handler: (context: Context<HttpEnv>) => Response | Promise<Response>,
  pattern = route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
): void {
  app.openAPIRegistry.registerPath(route);
  app.on(route.method, [pattern], ...middleware, handler);
}

/** A parameter of the path that the pattern names. */
export function pathParam(context: Context<HttpEnv>, name: string): string {
  return context.req.param(name) ?? "";
}
