import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { entities } from "../../src/domain/entities/index.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { testCertificate } from "../support/certificate.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv, quoted } from "../support/event-file.js";
import { startHttpsServer } from "../support/https-server.js";

const canary = "c4n4ry";

let bulkhead: TestBulkhead;
let worker: RoleProcess;
let http: RoleProcess;
beforeAll(async () => {
  const sources = { BULKHEAD_ALLOW_SOURCES: "127.0.0.2", BULKHEAD_SOURCE_ATTEMPTS: "2" };
  bulkhead = await TestBulkhead.start(sources, "http");
  const env = { ...bulkhead.env, BULKHEAD_LOG_LEVEL: "debug" };
  [http, worker] = await Promise.all([startRole("http", env), startRole("worker", env)]);
});
afterAll(async () => {
  await Promise.all([http.kill(), worker.kill()]);
  await bulkhead.stop();
});

/** A file with the canary in every cell that can hold it, in valid rows and in rows wrong in every way. */
function canaryFile(): string {
  const columns = Object.keys(entities.webinar.fields);
  const good: Record<string, string> = {
    ...Object.fromEntries(Object.entries(entities.webinar.fields).map(([name, field]) => [name, field.example])),
    ...{
      courseGroupId: `${canary}-group`,
      title: canary,
      description: canary,
      sku: canary,
      tags: `${canary};${canary}2`,
    },
    ...{ instructorEmails: `${canary}@example.org`, meetingUrl: `https://${canary}.example.org/${canary}` },
    ...{ meetingProvider: canary, meetingPassword: canary, attendeeInfo: canary, language: `en-x-${canary}` },
  };
  const line = (cells: Record<string, string>) => columns.map((name) => quoted(cells[name] ?? "")).join(",");
  const row = (id: string, change: Record<string, string> = {}) =>
    line({ ...good, id, slug: `${canary}-${id}`, ...change });
  const bad = Object.fromEntries(columns.map((name) => [name, `${canary} ${name}`]));
  return [
    columns.join(","),
    row(`${canary}-1`),
    row(`${canary}-2`),
    row(`${canary}-1`), // a duplicate key
    row(`${canary}-3`, { slug: `${canary}-${canary}-2` }), // a duplicate slug
    row(`${canary}-4`, { courseGroupId: `${canary}-nobody` }), // a missing reference
    line(bad),
    `${row(`${canary}-5`)},${canary}`, // a ragged row
    "",
  ].join("\n");
}

function groupFile(): string {
  const columns = Object.keys(entities.courseGroupWebinar.fields);
  const cells = Object.entries(entities.courseGroupWebinar.fields).map(([name, field]) =>
    quoted(name === "id" ? `${canary}-group` : field.example),
  );
  return `${columns.join(",")}\n${cells.join(",")}\n`;
}

/** Every string of a value, with what its payloads say once decoded. */
function* strings(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString("utf8");
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* strings(inner);
}

test("no cell of a file gets into Temporal or a log, whether its row is valid, wrong, or the file cannot be read", async () => {
  const imports = [
    await bulkhead.import(groupFile(), { entity: "courseGroupWebinar" }),
    await bulkhead.import(canaryFile(), { entity: "webinar" }),
    await bulkhead.import(canaryFile(), { entity: "webinar", onInvalid: "abort" }),
    await bulkhead.import(canaryFile(), { entity: "webinar", dryRun: true }),
    await bulkhead.import(`${canaryFile()}"${canary}"${canary}`, { entity: "webinar" }),
    await bulkhead.import(`${canaryFile()}"${canary}`, { entity: "webinar" }),
    await bulkhead.import(canaryFile().split("\n").slice(1).join("\n"), { entity: "webinar" }),
    await bulkhead.import(`${eventCsv({ rows: 0 }).trim()},${canary}\n`),
  ];
  expect(imports.map(({ state, error }) => error?.code ?? state)).toEqual([
    ...["complete", "complete_with_rejects", "INVALID_ROWS", "complete_with_rejects"],
    ...["STRAY_QUOTE", "UNCLOSED_QUOTE", "MISSING_COLUMN", "complete"],
  ]);
  expect(imports[1]).toMatchObject({ counts: { valid: 2, invalid: 5 } });

  await expectSilence(imports);
});

test("no secret of a credential, and nothing that another server says, gets into Temporal or a log", async () => {
  const certificate = await testCertificate(["IP:127.0.0.2"]);
  let status = 200;
  const server = await startHttpsServer(certificate, "127.0.0.2", (_, response) =>
    response.writeHead(status, canary, { "Content-Type": "text/csv", [`X-${canary}`]: canary }).end(canaryFile()),
  );
  onTestFinished(() => server.close());
  const secrets: Record<string, unknown>[] = [
    { type: "basic", username: canary, password: canary },
    { type: "bearer", token: canary },
    { type: "header", header: "X-Api-Key", value: canary },
    { type: "query", parameter: "sig", value: canary },
  ];
  const jobs: JobResource[] = [];
  for (const [at, secret] of secrets.entries()) {
    const json = { origin: server.origin, ca: certificate.cert, ...secret };
    expect((await bulkhead.call("PUT", `/api/credentials/c${at}`, { json })).status).toBe(200);
    for (status of [200, 403, 500]) {
      const source = { url: `${server.origin}/webinars.csv`, auth: `c${at}` };
      const asked = { json: { entity: "webinar", source, dryRun: true } };
      const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", asked);
      jobs.push(await bulkhead.jobEnd(body.id));
    }
  }
  expect(jobs.map(({ state, error }) => error?.code ?? state)).toEqual(
    secrets.flatMap(() => ["complete_with_rejects", "SOURCE_DENIED", "SOURCE_UNAVAILABLE"]),
  );
  await expectSilence(jobs);
});

/** Nothing that Temporal keeps of the jobs, and nothing that the processes said so far, has the canary. */
async function expectSilence(jobs: readonly JobResource[]): Promise<void> {
  const connection = await Connection.connect({ address: inject("temporalAddress") });
  try {
    const client = new Client({ connection });
    for (const { workflowId } of jobs) {
      const handle = client.workflow.getHandle(workflowId);
      const [history, description] = [await handle.fetchHistory(), await handle.describe()];
      const metadata = await handle.query("__temporal_workflow_metadata");
      const told = [...strings(history), ...strings(description.raw), ...strings(metadata)];
      expect(told.length).toBeGreaterThan(50);
      expect(told.filter((text) => text.includes(canary))).toEqual([]);
    }
  } finally {
    await connection.close();
  }
  const logs = http.output() + worker.output();
  expect(logs).toContain("worker ready");
  expect(logs).not.toContain(canary);
}
