import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type AuditEventRow, listAuditEvents } from "../db/audit/audit-events.js";
import { actorKinds, auditActions, tenantActions } from "../domain/audit.js";
import { auditCsv } from "../services/audit/audit-csv.js";
import { pageSchema } from "./answer/page-schema.js";
import { streamedBody } from "./answer/streamed-body.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { problems } from "./openapi.js";
import { allow } from "./request/auth.js";
import { decodeCursor, momentField, nextCursorOf, pageQuery, plainText } from "./request/fields.js";

const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()).nullable();

const eventSchema = z
  .object({
    no: z.int(),
    at: z.iso.datetime(),
    actor: z.object({
      kind: z.enum(actorKinds),
      id: z.string().nullable().openapi({ description: "Of the key, of the session's key, or of the schedule." }),
      name: z.string(),
    }),
    action: z.enum(auditActions),
    object: z.string().nullable().openapi({ example: "job:0b8f2c1e-8a55-4d43-9c0c-5b8a6f1d2e3f" }),
    requestId: z.string().nullable().openapi({ description: "The request's X-Request-Id." }),
    address: z.string().nullable(),
    before: settings,
    after: settings,
    count: z.int().min(1),
  })
  .openapi("AuditEvent");

const filters = {
  since: momentField.optional(),
  until: momentField.optional(),
  actor: plainText(255).optional().openapi({ description: "The name of the key, the schedule or the operator." }),
  action: z.enum(tenantActions).optional(),
  object: plainText(1_024).optional().openapi({ description: "What the object begins with, such as `job:`." }),
};

/** Registers the route that lists the audit events of a tenant (contract E). */
export function auditRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/audit",
    operationId: "listAuditEvents",
    tags: ["Audit"],
    summary: "Who did what, the newest first",
    description:
      "With `format=csv` all events that match from the cursor on, as a file. An event is visible when its action is committed: a reader that goes on from a time asks for the minute before it once more, and knows events by `no`. No event holds a cell of a file, a secret or an id that was erased.",
    middleware: [allow("admin")],
    request: { query: z.strictObject({ ...pageQuery, ...filters, format: z.enum(["json", "csv"]).default("json") }) },
    responses: {
      200: {
        description: "A page of events, or all as CSV",
        content: { "application/json": { schema: pageSchema(eventSchema) }, "text/csv": { schema: z.string() } },
      },
      ...problems(400, 401, 403, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, format, ...wanted } = context.req.valid("query");
    const { tenantId } = context.get("caller");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0)]))?.[0] ?? null;
    await deps.reads.note({ tenantId, action: "audit.read", object: null });
    if (format === "csv") {
      const page = (after: number | null, limit: number) =>
        listAuditEvents(deps.db.query, { ...wanted, tenantId, after, limit });
      const rest = auditCsv(page, after);
      context.header("Content-Disposition", 'attachment; filename="audit.csv"');
      return context.body(streamedBody(context, deps.log, { rest }), 200, {
        "Content-Type": "text/csv; charset=utf-8",
      });
    }
    const rows = await listAuditEvents(deps.db.query, { ...wanted, tenantId, after, limit });
    const nextCursor = nextCursorOf(rows, limit, ({ no }) => [no]);
    return context.json({ items: rows.map(auditResource), nextCursor }, 200);
  });
}

/** Returns an event in the form of an answer. */
function auditResource(row: AuditEventRow): z.infer<typeof eventSchema> {
  const { no, at, actorKind: kind, actorId: id, actorName: name, action, object, requestId, address } = row;
  const { before, after, count } = row;
  return {
    ...{ no, at: at.toISOString(), actor: { kind, id, name }, action, object, requestId, address },
    ...{ before: before && { ...before }, after: after && { ...after }, count },
  };
}
