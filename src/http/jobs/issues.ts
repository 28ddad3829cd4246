import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { groupIssues, groupings } from "../../db/reports/issue-groups.js";
import { issueCodes } from "../../domain/issue.js";
import { rowsExpired } from "../../services/results/job-rows.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { noteRowsRead } from "./rows-read.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

const groupSchema = z.object({
  code: z.string().openapi({ enum: Object.keys(issueCodes) }),
  severity: z.enum(["error", "warning"]),
  column: z.string().nullable(),
  value: z.string().nullable(),
  count: z.int().min(1),
  firstLine: z.int().min(1),
});

const by = z
  .string()
  .default(groupings.join(","))
  .refine((text) => text.split(",").every(isGrouping), "names something else than code, column and value")
  .openapi({ pattern: "^(code|column|value)(,(code|column|value))*$", example: "code,column" });

/** Registers the groups of equal issues of a job's rows (contract E). */
export function issuesRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}/issues",
    operationId: "groupIssues",
    tags: ["Jobs"],
    summary: "The issues of a job's rows, counted by what they have in common",
    description:
      "The largest groups first, at most `limit` of them. `by` says what issues of a group share: code, column and value, or fewer; the code always. What a group does not share is null. 410 when the rows are no longer kept.",
    middleware: [allow("read")],
    request: {
      params: jobIdParam,
      query: z.strictObject({ by, limit: z.coerce.number().int().min(1).max(1_000).default(50) }),
    },
    responses: {
      200: {
        description: "The groups",
        content: { "application/json": { schema: z.object({ items: z.array(groupSchema) }) } },
      },
      ...problems(400, 401, 404, 409, 410, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { by, limit } = context.req.valid("query");
    const job = await rowsJob(deps, context.get("caller"), context.req.valid("param").id);
    if (job.reportsDeletedAt !== null) throw rowsExpired();
    const items = await groupIssues(deps.db.query, {
      jobId: job.id,
      by: new Set(by.split(",").filter(isGrouping)),
      limit,
    });
    await noteRowsRead(deps, job, items);
    return context.json({ items }, 200);
  });
}

function isGrouping(name: string): name is (typeof groupings)[number] {
  return groupings.some((grouping) => grouping === name);
}
