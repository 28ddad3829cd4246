import type { OpenAPIHono, RouteConfig } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "./context.js";

/** A route of the OpenAPI document with its middleware. */
export type GuardedRoute = Omit<RouteConfig, "middleware"> & { readonly middleware: readonly MiddlewareHandler[] };

/**
 * Registers a route whose handler reads the request itself, without validation against the schema: its body is a
 * stream, or its answer is not JSON.
 *
 * @param pattern the path as Hono matches it, if it differs from the path with `:name` for `{name}`
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

/** Returns a parameter of the path by its name in the pattern. */
export function pathParam(context: Context<HttpEnv>, name: string): string {
  return context.req.param(name) ?? "";
}
