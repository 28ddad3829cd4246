import { readFile } from "node:fs/promises";
import getPort from "get-port";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";
import { startFrailProxy } from "../support/frail-proxy.js";

const tenant = "tenant-of-metrics";
const importerId = "importer-of-metrics";

let bulkhead: TestBulkhead;
let worker: RoleProcess;
let ports: { http: number; worker: number };
let key: string;

beforeAll(async () => {
  ports = { http: await getPort(), worker: await getPort() };
  bulkhead = await TestBulkhead.start({ BULKHEAD_METRICS_PORT: String(ports.http) }, "http");
  worker = await startRole("worker", { ...bulkhead.env, BULKHEAD_METRICS_PORT: String(ports.worker) });
  key = await bulkhead.addKey("import", tenant);
});
afterAll(async () => {
  await worker.kill();
  await bulkhead.stop();
});

async function scrape(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return response.text();
}

test("each role says at the port of its metrics that it lives", async () => {
  for (const port of Object.values(ports)) {
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  }
});

const both = async () => (await Promise.all([scrape(ports.http), scrape(ports.worker)])).join("\n");

/** Every name that a query can ask for; one that has no value yet is known by its type. */
function served(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(/^([a-z_]+)(?:\{| )/gm)) names.add(name);
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    for (const suffix of type === "histogram" ? ["_bucket", "_count", "_sum"] : [""]) names.add(`${name}${suffix}`);
  }
  return names;
}

const metric = /\b(?:bulkhead|temporal|nodejs|process)_[a-z0-9_]+/g;

test("the alerts and the dashboard ask for metrics that the roles serve", async () => {
  const files = ["deploy/prometheus/alerts.yml", "deploy/grafana/bulkhead.json"];
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8")));
  const asked = new Set(texts.flatMap((text) => text.match(metric) ?? []));
  expect(asked.size).toBeGreaterThan(20);
  await bulkhead.import(eventCsv({ rows: 2 }));
  const missing = async () => {
    const known = served(await both());
    return [...asked].filter((name) => !known.has(name));
  };
  await expect.poll(missing).toEqual([]);
});

test("each alert has a section that says what to do, and a series by which it is tried", async () => {
  const alerts = await readFile("deploy/prometheus/alerts.yml", "utf8");
  const monitoring = await readFile("docs/monitoring.md", "utf8");
  const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
  const sections = [...monitoring.matchAll(/^### (Bulkhead\w+)$/gm)].map(([, name = ""]) => name);
  expect(sections).toEqual(names);
  const tried = await readFile("test/alerts/alerts.yml", "utf8");
  expect([...tried.matchAll(/alertname="(\w+)"/g)].map(([, name = ""]) => name)).toEqual(names);
});

test("an import shows in the metrics of the worker that ended it, and in the state that both roles tell", async () => {
  const before = rowsCreated(await scrape(ports.worker));
  await bulkhead.import(eventCsv({ rows: 5 }), { importerId }, key);
  await expect.poll(async () => rowsCreated(await scrape(ports.worker))).toBe(before + 5);
  const state = /^bulkhead_jobs_ended_last_hour\{state="complete",code=""\} (\d+)$/m;
  for (const port of Object.values(ports)) {
    await expect.poll(async () => Number(state.exec(await scrape(port))?.[1] ?? 0)).toBeGreaterThan(0);
    await expect.poll(() => scrape(port)).toMatch(/^bulkhead_workers 1$/m);
  }
});

function rowsCreated(text: string): number {
  const created = /^bulkhead_rows_total\{entity="courseGroupInPersonEvent",outcome="created"\} (\d+)$/m;
  return Number(created.exec(text)?.[1] ?? 0);
}

test("no label has a name that a client chose", async () => {
  const asset = "asset-of-metrics.csv";
  await bulkhead.upload(asset, eventCsv({ rows: 1 }), key);
  const json = { entity: "courseGroupInPersonEvent", asset, importerId };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/imports", { key, json });
  await bulkhead.jobEnd(body.id, key);
  await bulkhead.call("GET", "/nowhere-of-metrics", { key });
  const text = await both();
  expect(text).toContain('route="/api/imports"');
  expect(text).not.toContain("of-metrics");
  expect(text).not.toContain(body.id);
});

test("without a port of their own the metrics are served beside the API, to a key of role admin", async () => {
  expect((await bulkhead.call("GET", "/metrics")).status).toBe(404);
  const without = await TestBulkhead.start({}, "http");
  try {
    const ask = (key: string | null) => without.call<string>("GET", "/metrics", { key });
    expect((await ask(null)).status).toBe(401);
    expect((await ask(await without.addKey("import"))).status).toBe(403);
    await expect.poll(async () => (await ask(without.key)).body).toContain("bulkhead_database_up 1");
  } finally {
    await without.stop();
  }
});

test("a scrape answers while the database is away, and says so", async () => {
  const { DATABASE_URL = "" } = bulkhead.env;
  const proxy = await startFrailProxy(DATABASE_URL);
  const port = await getPort();
  const settings = { DATABASE_URL: proxy.through, BULKHEAD_METRICS_PORT: String(port) };
  const frail = await TestBulkhead.start(settings, "http");
  const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  try {
    await expect.poll(metrics).toContain("bulkhead_database_up 1");
    proxy.freeze();
    await expect.poll(metrics).toContain("bulkhead_database_up 0");
    expect(await metrics()).not.toContain("bulkhead_jobs");
    proxy.thaw();
    await expect.poll(metrics).toContain("bulkhead_database_up 1");
  } finally {
    proxy.thaw();
    await frail.stop();
    await proxy.stop();
  }
});
