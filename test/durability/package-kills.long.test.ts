import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { packageResourceSchema } from "../../src/http/packages/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { oneRosterFiles, zipped } from "../support/one-roster.js";

type Package = z.infer<typeof packageResourceSchema>;

const roster = { schools: 20, people: 60_000, courses: 400, classes: 2_000, pairs: 4 };
const kills = 6;

let bulkhead: TestBulkhead;
let worker: RoleProcess;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  worker = await startRole("worker", { ...bulkhead.env });
});
afterAll(async () => {
  await worker.kill();
  await bulkhead.stop();
});

test("a package whose worker is killed again and again is imported whole, each file once", async () => {
  await bulkhead.upload("roster.zip", zipped(oneRosterFiles(roster)));
  const { body } = await bulkhead.call<Package>("POST", "/api/packages", {
    json: { asset: "roster.zip", preset: "oneroster-1.1", importerId: "sis" },
  });
  let killed = 0;
  while ((await bulkhead.job(body.id)).finishedAt === null && killed < kills) {
    await sleep(randomInt(300, 2_500));
    await worker.kill();
    killed++;
    worker = await startRole("worker", { ...bulkhead.env });
  }
  await bulkhead.jobEnd(body.id);
  const done = (await bulkhead.call<Package>("GET", `/api/packages/${body.id}`)).body;
  console.log(`${killed} kills, ${done.jobs.map(({ entity, state }) => `${entity} ${state}`).join(", ")}`);
  expect(killed).toBeGreaterThan(2);
  expect(done).toMatchObject({ state: "complete", error: null });
  const created = done.jobs.map(({ entity, counts }) => [entity, counts.created]);
  expect(Object.fromEntries(created)).toEqual({
    ...{ organization: 20, user: 60_000, student: 57_000, course: 400, group: 2_000 },
  });
  const parts = await bulkhead.deps.db.query.selectFrom("job").select("id").where("packageId", "=", body.id).execute();
  expect(parts).toHaveLength(5);
});
