import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { recordAudit } from "../../db/audit/audit-events.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { readRejects } from "../../services/results/rejects.js";
import { streamedBody } from "../answer/streamed-body.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { type GuardedRoute, pathParam, rawRoute } from "../raw-route.js";
import { allow } from "../request/auth.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

/** Registers the download of a job's rejected rows, to correct and send again (contract C). */
export function rejectsRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "get",
    path: "/api/jobs/{id}/rejects.csv",
    operationId: "getRejects",
    tags: ["Jobs"],
    summary: "The rejected rows as a file to correct and send again",
    description:
      "The file's own columns, order and text, then `_line,_code,_reason`, which are ignored when the file comes back. A cell that a spreadsheet would compute has an apostrophe before it, which is taken away again as long as those three columns are there. Passwords that are stored hashed, and rows of erased ids, are left out. 409 before every row was judged; 410 when the list was deleted or the rows are no longer kept.",
    // The file may contain secrets, and is useless to a client that may not import it again.
    middleware: [allow("import")],
    request: { params: jobIdParam },
    responses: {
      200: { description: "The rejected rows", content: { "text/csv": { schema: z.string() } } },
      ...problems(401, 403, 404, 409, 410, 503),
    },
  };
  rawRoute(app, route, async (context) => {
    const job = await rowsJob(deps, context.get("caller"), pathParam(context, "id"));
    return rejectsDownload(context, deps, job);
  });
}

/** Answers with a job's rejected rows as a file that a browser saves. */
export async function rejectsDownload(
  context: Context,
  deps: Pick<HttpDeps, "db" | "assets" | "log">,
  job: JobRow,
): Promise<Response> {
  const rest = linesAsBytes(await readRejects(deps, job));
  // Read before the answer begins: if the first row cannot be read, the answer is an error.
  const made = [await rest.next(), await rest.next()].flatMap(({ done, value }) => (done ? [] : [value]));
  const event = { tenantId: job.tenantId, action: "rejects.downloaded", object: `job:${job.id}` } as const;
  if (context.req.method !== "HEAD") await recordAudit(deps.db.query, event);
  return context.body(streamedBody(context, deps.log, { made, rest }), 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="${fileName(job.assetPath)}"`,
  });
}

async function* linesAsBytes(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield Buffer.from(line);
}

function fileName(assetPath: string): string {
  const name = assetPath.split("/").at(-1) ?? "";
  return `${name.replace(/\.[A-Za-z]+$/, "").replaceAll(/[^\w.-]/g, "_")}-rejects.csv`;
}
