import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { JobRow } from "../../db/jobs/jobs.js";
import { type IssueCode, issueCodes, longestValue } from "../../domain/issue.js";
import { storableText } from "../../domain/storable-text.js";
import { readJobRows } from "../../services/results/job-rows.js";
import { readStoredRows, type StoredRowQuery } from "../../services/results/job-stored-rows.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { decodeCursor, encodeCursor, nextCursorOf, pageQuery, plainText, rowIdField } from "../request/fields.js";
import { noteRowsRead } from "./rows-read.js";
import { issueSchema } from "./schema.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

/** The outcomes of rows in the file, and of rows in the database. */
const rowOutcomes = ["valid", "invalid", "deleted", "moved_on"] as const;

const rowPageSchema = z.object({
  items: z.array(
    z.object({
      line: z.int().nullable().openapi({ description: "null for rows of the store" }),
      outcome: z.enum(rowOutcomes),
      record: z.record(z.string(), z.unknown()),
      issues: z.array(issueSchema),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** Registers the list of a job's rows by outcome (contract C). */
export function rowsRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}/rows",
    operationId: "listRows",
    tags: ["Jobs"],
    summary: "Rows of a job by outcome, in the order of the file",
    description:
      "Valid rows are known when the job has finished. `deleted`: rows of the store that the job deleted, or would delete, by id; `moved_on`: those that its undoing left alone, as they are now. `code` and `column` choose rows with such an issue, `line` the one that begins there. A page of very long rows, or of rows far apart, holds fewer than `limit`; `nextCursor` is null at the end. 410 when the rows are no longer kept.",
    middleware: [allow("read")],
    request: {
      params: jobIdParam,
      query: z.strictObject({
        ...pageQuery,
        outcome: z.enum(rowOutcomes).default("invalid"),
        code: z
          .string()
          .refine(isIssueCode, "is not an issue code")
          .optional()
          .openapi({ enum: Object.keys(issueCodes) }),
        column: plainText(255).optional(),
        value: storableText
          .max(longestValue + 1)
          .optional()
          .openapi({ description: "Rows with an issue that shows this value; empty: with one that shows none." }),
        line: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      }),
    },
    responses: {
      200: {
        description: "A page of rows",
        content: {
          "application/json": { schema: rowPageSchema },
        },
      },
      ...problems(400, 401, 404, 409, 410, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, line, outcome, value, ...issue } = context.req.valid("query");
    const query = { ...issue, value: value === "" ? null : value };
    const job = await rowsJob(deps, context.get("caller"), context.req.valid("param").id);
    if (outcome === "deleted" || outcome === "moved_on") {
      const stored = await storedRowPage(deps, job, { outcome, cursor, limit });
      await noteRowsRead(deps, job, stored.items);
      return context.json(stored, 200);
    }
    const afterLine = decodeCursor(cursor, z.tuple([z.int().min(0).max(2_147_483_647)]))?.[0] ?? 0;
    const page = line === undefined ? { afterLine, limit } : { afterLine: line - 1, limit: 1 };
    const { rows, nextLine } = await readJobRows(deps, job, { ...query, outcome, ...page });
    const wanted = line === undefined ? rows : rows.filter((found) => found.line === line);
    const items = wanted.map((found) => ({ ...found, issues: [...found.issues] }));
    await noteRowsRead(deps, job, items);
    const isLast = nextLine === null || line !== undefined;
    return context.json({ items, nextCursor: isLast ? null : encodeCursor([nextLine]) }, 200);
  });
}

async function storedRowPage(
  deps: HttpDeps,
  job: JobRow,
  { outcome, cursor, limit }: Pick<StoredRowQuery, "outcome" | "limit"> & { readonly cursor: string | undefined },
): Promise<z.infer<typeof rowPageSchema>> {
  const afterId = decodeCursor(cursor, z.tuple([rowIdField]))?.[0] ?? "";
  const rows = await readStoredRows(deps, job, { outcome, afterId, limit });
  const items = rows.map(({ record }) => ({ line: null, outcome, record, issues: [] }));
  return { items, nextCursor: nextCursorOf(rows, limit, (last) => [last.id]) };
}

function isIssueCode(code: string): code is IssueCode {
  return Object.hasOwn(issueCodes, code);
}
