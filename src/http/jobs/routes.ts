import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { countJobs, listJobs } from "../../db/jobs/list-jobs.js";
import { isTerminal, jobStates } from "../../domain/job.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import {
  decodeCursor,
  entityFilter,
  importerIdField,
  momentField,
  nextCursorOf,
  pageQuery,
  plainText,
} from "../request/fields.js";
import { approveRoute } from "./approve.js";
import { jobCommandRoutes } from "./commands.js";
import { correctionsRoute } from "./corrections.js";
import { integrityRoute } from "./integrity.js";
import { issuesRoute } from "./issues.js";
import { presentJob, presentListedJobs } from "./present.js";
import { rejectsRoute } from "./rejects.js";
import { rowsRoute } from "./rows.js";
import { noteRowsRead } from "./rows-read.js";
import { jobSchema } from "./schema.js";
import { importRoutes } from "./start.js";
import { streamRoute } from "./stream.js";
import { jobIdParam, tenantJob } from "./tenant-job.js";
import { undoRoute } from "./undo.js";

const tags = ["Jobs"];

/** Registers the routes of imports and their jobs (contract C). */
export function jobRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  importRoutes(app, deps);
  listRoute(app, deps);
  getRoute(app, deps);
  rowsRoute(app, deps);
  issuesRoute(app, deps);
  integrityRoute(app, deps);
  streamRoute(app, deps);
  rejectsRoute(app, deps);
  jobCommandRoutes(app, deps);
  approveRoute(app, deps);
  undoRoute(app, deps);
  correctionsRoute(app, deps);
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs",
    operationId: "listJobs",
    tags,
    summary: "Jobs, the newest first",
    middleware: [allow("read")],
    request: {
      query: z.strictObject({
        ...pageQuery,
        state: z.enum(jobStates).optional(),
        entity: entityFilter.optional(),
        importerId: importerIdField.optional(),
        scheduleId: z.uuid().optional(),
        correctionOf: z.uuid().optional(),
        since: momentField.optional().openapi({ description: "Accepted at this moment or later." }),
        until: momentField.optional().openapi({ description: "Accepted before this moment." }),
        asset: plainText(1_024).optional().openapi({ description: "What the path of the asset begins with." }),
        code: plainText(64).optional().openapi({ description: "A code of an issue, or of the job's error." }),
        text: plainText(255).optional().openapi({ description: "A part of its id, importer or path." }),
        counts: z
          .literal("state")
          .optional()
          .openapi({ description: "With it the answer counts the jobs in each state, whichever `state` says." }),
      }),
    },
    responses: {
      200: {
        description: "A page of jobs",
        content: {
          "application/json": {
            schema: z.object({
              items: z.array(jobSchema),
              nextCursor: z.string().nullable(),
              counts: z.partialRecord(z.enum(jobStates), z.int().min(1)).optional(),
            }),
          },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, counts, ...wanted } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const { tenantId, scopes } = context.get("caller");
    const filter = { ...wanted, tenantId, scopes };
    const page = { limit, after: after && { createdMicroseconds: after[0], id: after[1] } };
    const [jobs, counted] = await Promise.all([
      listJobs(deps.db.query, filter, page),
      counts ? countJobs(deps.db.query, filter) : undefined,
    ]);
    const items = await presentListedJobs(deps, jobs);
    const nextCursor = nextCursorOf(jobs, limit, (last) => [last.createdMicroseconds, last.id]);
    return context.json({ items, nextCursor, ...(counted && { counts: counted }) }, 200);
  });
}

function getRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}",
    operationId: "getJob",
    tags,
    summary: "A job",
    middleware: [allow("read")],
    request: { params: jobIdParam },
    responses: {
      200: { description: "The job", content: { "application/json": { schema: jobSchema } } },
      ...problems(401, 404, 503),
    },
  });
  app.openapi(route, async (context) => {
    const job = await tenantJob(deps, context.get("caller"), context.req.valid("param").id);
    if (!isTerminal(job.state)) context.header("Retry-After", "1");
    const resource = await presentJob(deps, job);
    await noteRowsRead(deps, job, resource.plan?.updated ?? []);
    return context.json(resource, 200);
  });
}
