import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findEntity } from "../../domain/entities/index.js";
import { defaultOptions, optionsWith } from "../../domain/import-options.js";
import { startImport } from "../../services/jobs/start-import.js";
import { jobLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { unknownEntity } from "../entities.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import {
  assetPathField,
  entityField,
  importerIdField,
  memberField,
  modeField,
  onInvalidField,
  sheetField,
  sourceField,
} from "../request/fields.js";
import { idempotencyHeaders, repeatable } from "../request/idempotency.js";
import { importOf, sourceOf } from "../request/scopes.js";
import { acceptedOrDone, preferHeader } from "./accepted-answer.js";
import { jobSchema } from "./schema.js";

export const importRequestShape = z.strictObject({
  entity: entityField,
  asset: assetPathField.optional().openapi({ description: "Path of an uploaded asset; either this or source." }),
  source: sourceField.optional().openapi({ description: "A file on another server, downloaded when the import runs." }),
  mode: modeField.optional(),
  dryRun: z.boolean().optional(),
  onInvalid: onInvalidField.optional(),
  importerId: importerIdField.optional(),
  member: memberField.nullable().optional(),
  sheet: sheetField.nullable().optional(),
  globalValidation: z
    .boolean()
    .optional()
    .openapi({ description: "Whether the job shows the global validation of the whole database; default true." }),
});

/** The body of a request to import an asset or a source. */
export const importRequestSchema = importRequestShape
  .refine(({ asset, source }) => (asset === undefined) !== (source === undefined), {
    message: "needs either asset or source",
  })
  .openapi("ImportRequest", { oneOf: [{ required: ["asset"] }, { required: ["source"] }] });

/** Registers the start of an import of any entity (contract C). */
export function importRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answer = { content: { "application/json": { schema: jobSchema } } };
  const answering = acceptedOrDone(deps);
  const route = createRoute({
    method: "post",
    path: "/api/imports",
    operationId: "startImport",
    tags: ["Imports"],
    summary: "Start an import",
    middleware: [allow("import"), ...jsonBody(deps.config), repeatable(deps, answering)],
    request: {
      headers: idempotencyHeaders.extend(preferHeader),
      body: { required: true, content: { "application/json": { schema: importRequestSchema } } },
    },
    responses: {
      200: { description: "With `Prefer: wait`, and finished in time: the job", ...answer, links: jobLinks },
      202: { description: "Accepted: the job, with its Location", ...answer, links: jobLinks },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 429, 503, 507),
    },
  });
  app.openapi(route, async (context) => {
    const body = context.req.valid("json");
    const caller = context.get("caller");
    const entity = findEntity(body.entity);
    if (!entity) throw unknownEntity();
    const job = await startImport(
      deps,
      {
        ...importOf(caller, entity.name, body.importerId),
        source: sourceOf(caller, body),
        ...optionsWith(defaultOptions, body),
        ...context.get("asked"),
      },
      { waitMs: answering.waitMs(context), signal: context.req.raw.signal },
    );
    return answering.answer(context, job);
  });
}
