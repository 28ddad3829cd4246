import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listFindings } from "../../db/integrity/list-findings.js";
import { type FindingCode, findingCodes } from "../../domain/integrity-rule.js";
import { findingsOfJob } from "../../services/results/global-validation.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { decodeCursor, encodeCursor, entityFilter, pageQuery, rowIdField } from "../request/fields.js";
import { jobIdParam, tenantJob } from "./tenant-job.js";

/** The findings that a job left, page by page (contract C). */
export function integrityRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const finding = z.object({
    entity: z.string(),
    id: z.string(),
    code: z.string().openapi({ enum: Object.keys(findingCodes) }),
    field: z.string(),
    targetEntity: z.string().nullable(),
    targetId: z.string().nullable(),
  });
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}/integrity",
    operationId: "listFindings",
    tags: ["Jobs"],
    summary: "What the global validation found",
    description: "Describes the whole database as the job left it, or, for a dry run, as it would have left it.",
    middleware: [allow("read")],
    request: {
      params: jobIdParam,
      query: z.strictObject({
        ...pageQuery,
        entity: entityFilter.optional(),
        code: z
          .string()
          .refine(isFindingCode, "is not a code of the global validation")
          .optional()
          .openapi({ enum: Object.keys(findingCodes) }),
      }),
    },
    responses: {
      200: {
        description: "A page of findings",
        content: {
          "application/json": { schema: z.object({ items: z.array(finding), nextCursor: z.string().nullable() }) },
        },
      },
      ...problems(400, 401, 404, 503),
    },
  });
  const text = rowIdField.or(z.literal(""));
  app.openapi(route, async (context) => {
    const { limit, cursor, entity, code } = context.req.valid("query");
    const job = await tenantJob(deps, context.get("caller").tenantId, context.req.valid("param").id);
    const after = decodeCursor(cursor, z.tuple([text, z.custom<FindingCode>(isFindingCode), text, text, text]));
    const of = findingsOfJob(job);
    if (of === null) return context.json({ items: [], nextCursor: null }, 200);
    const from = after && { entity: after[0], code: after[1], field: after[2], id: after[3], targetId: after[4] };
    const found = await listFindings(deps.db.query, of, { entity, code, after: from, limit });
    const last = found.length === limit ? found.at(-1) : undefined;
    const items = found.map(({ targetEntity, targetId, ...about }) => {
      return { ...about, targetEntity: targetEntity || null, targetId: targetId || null };
    });
    const next = last && encodeCursor([last.entity, last.code, last.field, last.id, last.targetId]);
    return context.json({ items, nextCursor: next ?? null }, 200);
  });
}

function isFindingCode(code: unknown): code is FindingCode {
  return typeof code === "string" && Object.hasOwn(findingCodes, code);
}
