import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { raiseProgress } from "../../src/db/jobs/job-progress.js";
import { JobStreams } from "../../src/http/jobs/job-streams.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { connectImports } from "../../src/temporal/import-workflows.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { listen } from "../support/event-stream.js";
import { type Hold, holdEvent } from "../support/hold.js";
import { startTestApp } from "../support/test-app.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  await bulkhead.import(eventCsv({ rows: 2 }));
});
afterAll(() => bulkhead.stop());

let held: Hold | null = null;
afterEach(async () => {
  await held?.release();
  held = null;
});

/** Posts a file of several steps, which changes the first row. */
async function post(city: string): Promise<JobResource> {
  const asset = `${randomUUID()}.csv`;
  await bulkhead.upload(asset, eventCsv({ rows: 5_000, change: () => ({ city }) }));
  const json = { entity: "courseGroupInPersonEvent", asset };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body;
}

/** Posts it, and returns once it is blocked in its last step. */
async function postHeld(city: string): Promise<JobResource> {
  held = await holdEvent(bulkhead, 1);
  const job = await post(city);
  await expect.poll(async () => (await bulkhead.job(job.id)).stage).toBe("applying");
  return job;
}

test("a stream tells the job as it goes, never backwards, then its end, and closes", async () => {
  const job = await postHeld("first");
  const listener = await listen(bulkhead, job.id);
  expect(listener.status).toBe(200);
  expect(Object.fromEntries(listener.headers)).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  await expect.poll(() => listener.events.length).toBeGreaterThan(0);
  await held?.release();
  await listener.ended;
  expect(listener.events.at(-1)).toMatchObject({
    event: "end",
    job: { id: job.id, state: "complete", progress: { percent: 100, rowsRead: 5_000, rowsTotal: 5_000 } },
  });
  expect(listener.events.slice(0, -1).map(({ event }) => event)).toEqual(
    listener.events.slice(1).map(() => "progress"),
  );
  const percents = listener.events.map(({ job: { progress } }) => progress.percent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(new Set(listener.events.map(({ id }) => id)).size).toBe(listener.events.length);
  expect(listener.events.at(-1)?.job).toEqual(await bulkhead.job(job.id));
});

test("a listener that comes back gets what it missed, and one that knows the end gets no more than that", async () => {
  const job = await postHeld("second");
  const first = await listen(bulkhead, job.id);
  await expect.poll(() => first.events.length).toBe(1);
  first.hangUp();
  await first.ended;
  const again = await listen(bulkhead, job.id, first.events[0]?.id);
  await held?.release();
  await again.ended;
  expect(again.events.map(({ id }) => id)).not.toContain(first.events[0]?.id);
  expect(again.events.at(-1)).toMatchObject({ event: "end", job: { state: "complete" } });

  const late = await listen(bulkhead, job.id, "of another time");
  await late.ended;
  expect(late.events).toEqual([again.events.at(-1)]);
  expect((await listen(bulkhead, job.id, again.events.at(-1)?.id)).status).toBe(204);
});

test("a hundred listeners have one source, which asks the workflow at most once a second and leaves with the last of them", async () => {
  const job = await postHeld("third");
  const target = { options: { address: inject("temporalAddress") }, namespace: "default" };
  const imports = connectImports({ target, taskQueue: bulkhead.env.BULKHEAD_TASK_QUEUE ?? "", searchAttributes: true });
  let questions = 0;
  const counted = {
    ...imports,
    progress: (workflowId: string) => {
      questions++;
      return imports.progress(workflowId);
    },
  };
  const deps = { ...bulkhead.deps, imports: counted, temporalUiUrl: null, namespace: "default" };
  const streams = new JobStreams(deps, { everyMs: 1_000, keepAliveMs: 100 });
  const gone = new AbortController();
  setMaxListeners(0, gone.signal);
  let signs = 0;
  const listeners = Array.from({ length: 100 }, async () => {
    let events = 0;
    for await (const event of streams.follow(job.id, null, gone.signal)) {
      if (event === null) signs++;
      else events++;
    }
    return events;
  });
  const began = Date.now();
  await expect.poll(() => signs).toBeGreaterThan(1_000);
  const seconds = (Date.now() - began) / 1_000;
  gone.abort();
  expect(await Promise.all(listeners)).toEqual(listeners.map(() => 1));
  const asked = questions;
  expect(asked).toBeLessThanOrEqual(seconds + 2);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(questions).toBe(asked);
  await imports.close();
});

test("a process that stops lets its listeners go", async () => {
  const other = await TestBulkhead.start({ DATABASE_URL: bulkhead.env.DATABASE_URL ?? "" }, "http");
  const job = await postHeld("fourth");
  const listener = await listen(other, job.id);
  await expect.poll(() => listener.events.length).toBe(1);
  await other.stop();
  expect(await listener.ended).toBe("closed");
});

test("progress is what the step says, and never goes back when the workflow is reset", async () => {
  const http = await TestBulkhead.start({}, "http");
  try {
    await http.upload("events.csv", eventCsv({ rows: 2 }));
    const json = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
    const { body: job } = await http.call<JobResource>("POST", "/api/imports", { json });
    const { query } = http.deps.db;
    await query.updateTable("job").set({ state: "running", rowsTotal: 100 }).where("id", "=", job.id).execute();
    expect((await http.job(job.id)).progress).toMatchObject({ percent: 1, rowsRead: 0 });
    await raiseProgress(query, job.id, { stage: "loading", percent: 42, rowsRead: 50, rowsPerSecond: 10 });
    expect(await http.job(job.id)).toMatchObject({
      ...{ stage: "loading", progress: { percent: 42, rowsRead: 50, rowsPerSecond: 10, etaSeconds: 8 } },
    });
    await raiseProgress(query, job.id, { stage: "applying", percent: 85, rowsRead: 100, rowsPerSecond: null });
    const now = await http.job(job.id);
    expect(now).toMatchObject({ stage: "applying", progress: { percent: 85, rowsRead: 100, rowsTotal: 100 } });
    const again = { stage: "planning", percent: 1, rowsRead: 0, rowsPerSecond: null } as const;
    expect(await raiseProgress(query, job.id, again)).toMatchObject({ stage: "planning", percent: 85, rowsRead: 100 });
    await http.call("POST", `/api/jobs/${job.id}/cancel`);
    expect(await http.job(job.id)).toMatchObject({ state: "cancelled", stage: null, progress: { percent: 85 } });
  } finally {
    await http.stop();
  }
});

test("an id that is none, or another tenant's, has no stream", async () => {
  const job = await bulkhead.import(eventCsv({ rows: 1 }));
  const key = await bulkhead.addKey("read", "other");
  expect(await bulkhead.call("GET", `/api/jobs/${job.id}/stream`, { key })).toMatchObject({ status: 404 });
  expect(await bulkhead.call("GET", `/api/jobs/${randomUUID()}/stream`)).toMatchObject({ status: 404 });
});

test("a HEAD of a stream is answered, and leaves nothing that looks at the job", async () => {
  const job = await postHeld("head");
  const app = await startTestApp(bulkhead);
  try {
    for (let n = 0; n < 5; n++) {
      const { status, headers } = await fetch(`${app.server.url}/api/jobs/${job.id}/stream`, {
        method: "HEAD",
        headers: { Authorization: `Bearer ${bulkhead.key}` },
      });
      expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    }
    await expect.poll(() => app.streams.jobs, { timeout: 10_000 }).toBe(0);
  } finally {
    await app.stop();
  }
});
