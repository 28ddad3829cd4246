import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { suggestColumns } from "../../domain/mapping/column-names.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { entityOf } from "../entities.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { entityField } from "../request/fields.js";

/** Registers the route that proposes a field for each column of a header. */
export function suggestRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/mappings/suggest",
    operationId: "suggestMapping",
    tags: ["Mappings"],
    summary: "What the columns of a header may be",
    description: "`score` is 1 where an import takes the column without a mapping, less where its name is only alike.",
    middleware: [allow("read"), ...jsonBody(deps.config)],
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.strictObject({ entity: entityField, header: z.array(z.string().max(1_000)).max(1_000) }),
          },
        },
      },
    },
    responses: {
      200: {
        description: "A field, or null, for each column",
        content: {
          "application/json": {
            schema: z.object({
              columns: z.array(
                z.object({ column: z.string(), field: z.string().nullable(), score: z.number().min(0).max(1) }),
              ),
            }),
          },
        },
      },
      ...problems(400, 401, 404, 408, 413, 415),
    },
  });
  app.openapi(route, (context) => {
    const { entity, header } = context.req.valid("json");
    return context.json({ columns: suggestColumns(entityOf(entity), header) }, 200);
  });
}
