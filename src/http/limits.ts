import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { limitNames, tenantLimits } from "../domain/tenant-limits.js";
import { tenantUse } from "../services/limits/tenant-use.js";
import type { Caller, HttpDeps, HttpEnv } from "./context.js";
import { problems } from "./openapi.js";
import { allow } from "./request/auth.js";

const limitSchema = z
  .object({
    name: z.enum(limitNames),
    title: z.string(),
    unit: z.string(),
    scope: z.enum(["tenant", "process", "key"]).openapi({
      description:
        "What the bound holds for: the tenant, the tenant in one HTTP process, or one key in one HTTP process.",
    }),
    bound: z.int(),
    used: z.int().nullable().openapi({ description: "Null: the limit bounds no amount that is held." }),
  })
  .openapi("Limit");

/** Registers the route that lists the limits of a tenant and its use of them (contract E). */
export function limitsRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/limits",
    operationId: "listLimits",
    tags: ["Limits"],
    summary: "The tenant's limits, with use and bound",
    middleware: [allow("read")],
    responses: {
      200: {
        description: "Every limit",
        content: { "application/json": { schema: z.object({ items: z.array(limitSchema) }) } },
      },
      ...problems(401, 503),
    },
  });
  app.openapi(route, async (context) => context.json({ items: await limitsOf(deps, context.get("caller")) }, 200));
}

/** The limits of a caller's tenant, in the order of their declaration. */
export async function limitsOf(
  deps: Pick<HttpDeps, "db" | "use">,
  { tenantId, bounds }: Caller,
): Promise<z.infer<typeof limitSchema>[]> {
  const used = await tenantUse(deps, tenantId);
  return limitNames.map((name) => ({ name, ...shown(name), bound: bounds[name], used: used[name] }));
}

function shown(name: (typeof limitNames)[number]) {
  const { title, unit, scope } = tenantLimits[name];
  return { title, unit, scope };
}
