import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { shownScheduleSchema } from "../../src/http/schedules/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { type OwnTemporal, startOwnTemporal } from "../support/own-temporal.js";

/** A Temporal server of its own, which is away for longer than runs may be late. */
let folder: string;
let temporal: OwnTemporal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-missed-"));
  temporal = await startTemporal();
});
afterAll(async () => {
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

const startTemporal = () => startOwnTemporal(folder, 28_433);

test("times at which Temporal was away are missed, the last of them are caught up", async () => {
  const bulkhead = await TestBulkhead.start({ TEMPORAL_ADDRESS: temporal.address });
  await bulkhead.upload("nightly.csv", eventCsv({ rows: 2 }));
  const json = {
    ...{ name: "nightly", import: { entity: "courseGroupInPersonEvent", asset: "nightly.csv" } },
    ...{ everySeconds: 2, timeZone: "UTC", catchUpSeconds: 10 },
  };
  type Shown = z.infer<typeof shownScheduleSchema>;
  const { id } = (await bulkhead.call<Shown>("POST", "/api/schedules", { json })).body;
  const show = async () => (await bulkhead.call<Shown>("GET", `/api/schedules/${id}`)).body;
  const outcomes = async () => (await show()).runs.map(({ outcome }) => outcome);
  await expect.poll(outcomes).toContain("unchanged");
  await temporal.stop();
  expect((await show()).nextRuns).toBe(null);
  await setTimeout(15_000);
  temporal = await startTemporal();
  await expect.poll(outcomes).toContain("missed");
  await expect.poll(async () => (await outcomes())[0]).toBe("unchanged");
  // The answer shows the newest runs alone: paused, the schedule adds none, however slow the machine is.
  await bulkhead.call("POST", `/api/schedules/${id}/pause`);
  // One that was caught up may be on its way while the next one has ended.
  const gaps = async () => {
    const seconds = (await show()).runs.map(({ at }) => Date.parse(at) / 1_000);
    return seconds.filter((second, ago) => ago > 0 && (seconds[ago - 1] ?? 0) - second !== 2);
  };
  await expect.poll(gaps).toEqual([]);
  expect(await outcomes()).toContain("missed");
  await bulkhead.call("DELETE", `/api/schedules/${id}`);
  await bulkhead.stop();
});
