import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { sql } from "kysely";
import { pendingMigrations } from "../db/migrate.js";
import { answeredWithin, databaseAnswersWithinMs } from "../telemetry/answered-within.js";
import { sharedLook } from "../telemetry/shared-look.js";
import type { HttpDeps, HttpEnv } from "./context.js";

const tags = ["Health"];
const security: Record<string, string[]>[] = [];

/**
 * Registers `/healthz` (the process runs) and `/readyz` (it can accept imports). Readiness needs only the database and
 * its migrations. Temporal and workers are only reported, since a queued import waits for them.
 */
export function healthRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const live = createRoute({
    method: "get",
    path: "/healthz",
    operationId: "isAlive",
    tags,
    security,
    summary: "Whether the process lives",
    responses: {
      200: {
        description: "It does",
        content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
      },
    },
  });
  app.openapi(live, (context) => context.json({ status: "ok" as const }, 200));

  const readiness = z.object({
    status: z.enum(["ready", "not ready"]),
    database: z.enum(["up", "down"]),
    pendingMigrations: z.array(z.string()),
    temporal: z.enum(["up", "down"]),
    workers: z.int(),
  });
  const content = { "application/json": { schema: readiness } };
  const ready = createRoute({
    method: "get",
    path: "/readyz",
    operationId: "isReady",
    tags,
    security,
    summary: "Whether imports are accepted",
    responses: { 200: { description: "Ready", content }, 503: { description: "Not ready", content } },
  });
  let migrated = false;
  const look = sharedLook(1_000, () => Promise.all([databaseState(), deps.imports.health()]));
  app.openapi(ready, async (context) => {
    const [database, { reachable, workers }] = await look();
    const isReady = database.up && database.pending.length === 0;
    const body = {
      status: isReady ? ("ready" as const) : ("not ready" as const),
      database: database.up ? ("up" as const) : ("down" as const),
      pendingMigrations: database.pending,
      temporal: reachable ? ("up" as const) : ("down" as const),
      workers,
    };
    return context.json(body, isReady ? 200 : 503);
  });

  /**
   * Whether the database answers, and the migrations that it lacks. Once it is up to date, that is not checked again
   * while this version runs.
   */
  async function databaseState(): Promise<{ up: boolean; pending: string[] }> {
    try {
      await answeredWithin(databaseAnswersWithinMs, sql`select 1`.execute(deps.gate.query));
      const pending = migrated ? [] : await pendingMigrations(deps.databaseUrl);
      migrated = pending.length === 0;
      return { up: true, pending };
    } catch {
      return { up: false, pending: [] };
    }
  }
}
