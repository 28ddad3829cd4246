import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";
import { zipFile } from "../support/zip-file.js";

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly attributes: Record<string, unknown>;
}

const traceId = "0af7651916cd43dd8448eb211c80319c";
const clientSpan = "b7ad6b7169203331";

let bulkhead: TestBulkhead;
let folder: string;
const roles: RoleProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-spans-"));
  bulkhead = await TestBulkhead.start({}, "http");
  const env = { ...bulkhead.env, SPANS_FILE: join(folder, "spans") };
  const nodeArguments = ["--import", "./test/support/spans-to-file.mjs"];
  roles.push(
    ...(await Promise.all([startRole("http", env, { nodeArguments }), startRole("worker", env, { nodeArguments })])),
  );
});
afterAll(async () => {
  await Promise.all(roles.map((role) => role.kill()));
  await bulkhead.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Spans of the client's trace so far. A span is written when it ends, which can be after the job's end. */
async function spans(): Promise<Span[]> {
  const text = await readFile(join(folder, "spans"), "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line)).filter((span) => span.traceId === traceId);
}

/** The spans of a name below others, or below the client's own, once there are so many. */
async function below(parents: readonly string[], name: string, count: number): Promise<Span[]> {
  const found = async () =>
    (await spans()).filter((span) => span.name === name && parents.includes(span.parentId ?? ""));
  await expect.poll(async () => (await found()).length).toBe(count);
  return found();
}

/** Asks the traced process for something, in the client's trace, and waits for the import's end. */
async function post(path: string, json: object): Promise<string> {
  const response = await fetch(`${roles[0]?.url}${path}`, {
    method: "POST",
    headers: {
      ...{ Authorization: `Bearer ${bulkhead.key}`, "Content-Type": "application/json" },
      traceparent: `00-${traceId}-${clientSpan}-01`,
    },
    body: JSON.stringify(json),
  });
  const { id } = (await response.json()) as { id: string };
  await bulkhead.jobEnd(id);
  return id;
}

test("the steps of an import are spans of the trace in which its request came", async () => {
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
  await post("/api/imports", { entity: "courseGroupInPersonEvent", asset: "events.csv" });
  const [request] = await below([clientSpan], "POST /api/imports", 1);
  expect(request).toMatchObject({ attributes: { "http.response.status_code": 202 } });
  const [step] = await below([request?.spanId ?? ""], "importSmallFile", 1);
  expect(step).toMatchObject({ attributes: { "bulkhead.attempt": 1 } });
});

test("the files of a package are imported in the trace in which the package came", async () => {
  const files = {
    "organizations.csv": "id,name\no1,Mathematics\n",
    "courses.csv": "id,name,organizationId\nc1,Algebra,o1\n",
  };
  await bulkhead.upload("campus.zip", zipFile(Object.entries(files).map(([name, content]) => ({ name, content }))));
  const parts = [
    { member: "organizations.csv", entity: "organization" },
    { member: "courses.csv", entity: "course" },
  ];
  await post("/api/packages", { asset: "campus.zip", files: parts });
  const [request] = await below([clientSpan], "POST /api/packages", 1);
  const accepted = await below([request?.spanId ?? ""], "acceptPart", 2);
  await below(
    accepted.map(({ spanId }) => spanId),
    "importSmallFile",
    2,
  );
});

test("a request without a tracing SDK leaves no trace with its job, and the import goes through", async () => {
  const job = await bulkhead.import(eventCsv({ rows: 2 }));
  expect(job.state).toBe("complete");
  const { rows } = await sql`select traceparent from job where id = ${job.id}`.execute(bulkhead.deps.db.query);
  expect(rows).toEqual([{ traceparent: null }]);
});
