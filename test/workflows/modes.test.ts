import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventFile, eventCells, eventCsv, eventId } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

/** A file of some rows of a test's own, whose ids end with its name. */
function csv(name: string, from: number, to: number, city = "any"): string {
  const change: EventFile["change"] = (cells, row) => {
    const at = from + row - 1;
    return { ...eventCells(at), id: `${eventId(at)}-${name}`, title: cells.title, description: "", city };
  };
  return eventCsv({ rows: to - from + 1, change });
}

async function cities(name: string): Promise<Record<string, number>> {
  const rows = await bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .select("city")
    .where("id", "like", `%-${name}`)
    .execute();
  const counts: Record<string, number> = {};
  for (const { city } of rows) counts[city] = (counts[city] ?? 0) + 1;
  return counts;
}

async function invalidLines(job: JobResource): Promise<number[]> {
  const { body } = await bulkhead.call<{ items: { line: number }[] }>("GET", `${job.links.rows}?limit=1000`);
  return body.items.map(({ line }) => line);
}

// In one step, and in several, where the rows of the first file are known by their bytes.
test.each([
  { name: "small", rows: 20 },
  { name: "large", rows: 6_000 },
])(
  "an import that creates rejects rows that are stored, and one that updates those that are not: $name",
  async ({ name, rows }) => {
    const half = rows / 2;
    const first = await bulkhead.import(csv(name, 1, half, "first"), { mode: "create" });
    expect(first).toMatchObject({ state: "complete", mode: "create", counts: { created: half } });

    const both = csv(name, 1, rows, "first");
    const dry = await bulkhead.import(both, { mode: "update", dryRun: true });
    expect(dry.counts).toMatchObject({ valid: half, invalid: half, created: 0, updated: 0, unchanged: half });
    const created = await bulkhead.import(both, { mode: "create" });
    expect(created).toMatchObject({
      state: "complete_with_rejects",
      counts: { valid: half, invalid: half, created: half, updated: 0, unchanged: 0 },
      issuesByCode: { ALREADY_STORED: half },
    });
    const lines = Array.from({ length: half }, (_, n) => n + 2);
    expect(await invalidLines(created)).toEqual(lines.slice(0, 1_000));

    const more = csv(name, half + 1, rows + 5, "second");
    const updated = await bulkhead.import(more, { mode: "update" });
    expect(updated).toMatchObject({
      state: "complete_with_rejects",
      counts: { valid: half, invalid: 5, created: 0, updated: half },
      issuesByCode: { NOT_STORED: 5 },
    });
    expect(await invalidLines(updated)).toEqual([1, 2, 3, 4, 5].map((n) => half + 1 + n));
    expect(await cities(name)).toEqual({ first: half, second: half });
  },
);

test("two imports that create the same rows at once create each of them once", async () => {
  const jobs = await Promise.all(
    ["a", "b", "c"].map((importerId) => bulkhead.import(csv("race", 1, 500), { mode: "create", importerId })),
  );
  const created = jobs.map(({ counts }) => counts.created).sort((a, b) => a - b);
  expect(created).toEqual([0, 0, 500]);
  for (const { counts } of jobs) expect(counts).toMatchObject({ updated: 0, unchanged: 0 });
});
