import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { type HostileFile, hostileCsv, hostileJson, hostileXml } from "../support/hostile-files.js";

/**
 * No file holds the event loop of a role: while it is read, other requests and the heartbeats of other steps have their
 * turn within a quarter of a second.
 */
const longestMs = 250;
/** A stretch that another process or the garbage collector made longer is shorter at another time. */
const attempts = 3;
/**
 * More than a small import has, and than any reader takes in one piece; the stretches of a larger file are no longer.
 */
const size = 1_200_000;
/** Just below the longest record. */
const largeRecord = 8_300_000;
/** So much of an answer in pages is read. */
const answerBytes = 2 << 20;

const watched = { nodeArguments: ["--import", new URL("../support/longest-stretch.mjs", import.meta.url).href] };

let bulkhead: TestBulkhead;
let http: RoleProcess;
let worker: RoleProcess;
const worst: { file: string; http: number; worker: number }[] = [];

beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  const env = { ...bulkhead.env, BULKHEAD_MAX_RUNNING_IMPORTS: "4" };
  [http, worker] = await Promise.all([startRole("http", env, watched), startRole("worker", env, watched)]);
});
afterAll(async () => {
  worst.sort((a, b) => Math.max(b.http, b.worker) - Math.max(a.http, a.worker));
  const lines = worst.map(
    ({ file, ...of }) => `${String(of.http).padStart(7)} ${String(of.worker).padStart(9)}  ${file}`,
  );
  process.stdout.write(["http ms  worker ms  file", ...lines, ""].join("\n"));
  await Promise.all([http?.kill(), worker?.kill()]);
  await bulkhead?.stop();
});

/** The longest stretch of a role since this was asked before. */
async function longestStretch(role: RoleProcess): Promise<number> {
  const told = () => [...role.output().matchAll(/longest stretch: (\d+) ms/g)];
  const before = told().length;
  role.child.kill("SIGUSR2");
  await expect.poll(() => told().length).toBeGreaterThan(before);
  return Number(told().at(-1)?.[1]);
}

async function stretches(work: () => Promise<void>) {
  await Promise.all([longestStretch(http), longestStretch(worker)]);
  await work();
  const [ofHttp, ofWorker] = await Promise.all([longestStretch(http), longestStretch(worker)]);
  return { http: ofHttp, worker: ofWorker };
}

async function expectShortStretches(file: string, work: () => Promise<void>): Promise<void> {
  let least = await stretches(work);
  for (let attempt = 1; attempt < attempts && Math.max(least.http, least.worker) > longestMs; attempt++) {
    const again = await stretches(work);
    least = { http: Math.min(least.http, again.http), worker: Math.min(least.worker, again.worker) };
  }
  worst.push({ file, ...least });
  expect(Math.max(least.http, least.worker), JSON.stringify(least)).toBeLessThan(longestMs);
}

async function call(
  method: string,
  path: string,
  init: { body?: Uint8Array<ArrayBuffer> | string; type?: string } = {},
) {
  return fetch(`${http.url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${bulkhead.key}`,
      Prefer: "wait=30",
      ...(init.type === undefined ? {} : { "Content-Type": init.type }),
    },
    ...(init.body === undefined ? {} : { body: init.body }),
  });
}

async function put({ contentType, make }: HostileFile, bytes: number): Promise<string> {
  const path = randomUUID();
  const body = Uint8Array.from(make(bytes));
  const { status } = await call("PUT", `/api/assets/${path}`, { body, type: contentType });
  expect(status).toBe(201);
  return path;
}

async function importAsset(asset: string): Promise<JobResource> {
  const body = JSON.stringify({ entity: "organization", asset, importerId: randomUUID() });
  const answer = await call("POST", "/api/imports", { body, type: "application/json" });
  const job = (await answer.json()) as JobResource;
  return bulkhead.jobEnd(job.id);
}

/** Asks for what a job says about its rows, and reads the beginning of each answer. */
async function showRows({ id }: JobResource): Promise<void> {
  for (const of of ["rows?outcome=valid&limit=1000", "rows?outcome=invalid&limit=1000", "rejects.csv"]) {
    const { body } = await call("GET", `/api/jobs/${id}/${of}`);
    let read = 0;
    for await (const block of body ?? []) {
      read += block.length;
      if (read > answerBytes) break;
    }
  }
}

test.each([...hostileCsv, ...hostileJson, ...hostileXml])("$name, $contentType", async (file) => {
  const asset = await put(file, size);
  await expectShortStretches(`${file.name}, ${file.contentType}`, async () => showRows(await importAsset(asset)));
});

test.each([...hostileJson, ...hostileXml])("$name, as a body of $contentType", async (file) => {
  const body = Uint8Array.from(file.make(size >> 1));
  await expectShortStretches(`${file.name}, a body of ${file.contentType}`, async () => {
    const path = `/import/organizations?importerId=${randomUUID()}`;
    await (await call("POST", path, { body, type: file.contentType })).text();
  });
});

test.each(hostileCsv.filter(({ name }) => /^empty lines that end in .F$/.test(name)))("$name, 64 MiB", async (file) => {
  const asset = await put(file, 64 << 20);
  await expectShortStretches(`${file.name}, 64 MiB`, async () => void (await importAsset(asset)));
});

test.each([...hostileCsv, ...hostileJson, ...hostileXml].filter(({ name }) => /^one /.test(name)))(
  "$name, $contentType, as large as a record may be",
  async (file) => {
    const asset = await put(file, largeRecord);
    await expectShortStretches(`${file.name}, ${file.contentType}, 8 MB`, async () => {
      await showRows(await importAsset(asset));
    });
  },
);

test.each(hostileCsv.filter(({ name }) => /^a header /.test(name)))("$name, as large as one may be", async (file) => {
  const asset = await put(file, 1_000_000);
  await expectShortStretches(`${file.name}, 1 MB`, async () => void (await importAsset(asset)));
});

test("erasing an id that all these files nearly hold", async () => {
  await put({ name: "", contentType: "text/plain", make: (bytes) => Buffer.alloc(bytes, "-") }, 16 << 20);
  await expectShortStretches("an erasure", async () => {
    await (await call("DELETE", `/api/subjects/user/${"-".repeat(254)}x`)).text();
  });
});
