import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { eraseSubject } from "../services/erasure/erase-subject.js";
import { ErasurePlaces } from "../services/erasure/erasure-places.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { entityOf } from "./entities.js";
import { problems } from "./openapi.js";
import { allow } from "./request/auth.js";
import { entityField, rowIdField, shaped } from "./request/fields.js";

const count = z.int().min(0);
const byField = z.record(z.string(), count);

const erasureSchema = z
  .object({
    entity: z.string(),
    id: z.string(),
    removed: z.object({ rows: count, references: byField, reports: count, images: count, bodies: count }),
    stillReferredBy: byField.openapi({ description: "Required references that still hold the id, by entity.field." }),
    assets: z.array(z.string()).openapi({ description: "Stored files that hold the id; replace or delete them." }),
    openJobs: z
      .array(z.string())
      .openapi({ description: "Imports under way: they leave the id out. Erase again when they have ended." }),
  })
  .openapi("Erasure");

/** Registers the erasure of one person or thing (contract C). */
export function subjectRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const params = z.object({ entity: entityField, id: rowIdField });
  const route = createRoute({
    method: "delete",
    path: "/api/subjects/{entity}/{id}",
    operationId: "eraseSubject",
    tags: ["Subjects"],
    summary: "Erase a person or thing",
    description:
      "Removes the row, optional references to it, reports about it, what an undo would bring back of it, and requests' bodies that hold the id. Rows that cannot do without the id, and stored files that hold it, are named.",
    middleware: [allow("admin")],
    request: { params },
    responses: {
      200: { description: "What was removed", content: { "application/json": { schema: erasureSchema } } },
      ...problems(400, 401, 403, 404, 503),
    },
  });
  const places = new ErasurePlaces();
  app.openapi(route, async (context) => {
    const { entity: name, id } = shaped(params, context.req.param());
    const entity = entityOf(name);
    const { tenantId } = context.get("caller");
    const erasure = await eraseSubject({ ...deps, db: deps.erasing }, { tenantId, entity, id }, (run) =>
      places.run(tenantId, run),
    );
    const { removed, stillReferredBy, assets, openJobs } = erasure;
    const answer = {
      ...{ entity: entity.name, id, removed: { ...removed, references: { ...removed.references } } },
      ...{ stillReferredBy: { ...stillReferredBy }, assets: [...assets], openJobs: [...openJobs] },
    };
    return context.json(answer, 200);
  });
}
