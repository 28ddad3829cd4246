import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

/** The files that README and docs/files.md point at. */
let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

const entity = "courseGroupInPersonEvent";

test("a German CSV and a workbook of the same dates are the same rows, by one mapping", async () => {
  const stored = [];
  for (const name of ["termine.csv", "termine.xlsx"]) {
    const importerId = `sample-${name}`;
    const json: unknown = JSON.parse(await readFile("samples/termine.mapping.json", "utf8"));
    const put = await bulkhead.call("PUT", `/api/mappings/${importerId}/${entity}`, { json });
    expect(put.status).toBe(200);
    const job = await bulkhead.import(Uint8Array.from(await readFile(`samples/${name}`)), { importerId });
    expect(job).toMatchObject({
      state: "complete",
      counts: { valid: 5, invalid: 0 },
      mapping: { version: expect.any(Number) },
    });
    const rows = await bulkhead.deps.db.query.selectFrom(entity).selectAll().orderBy("id").execute();
    stored.push(
      rows.map(
        ({ importerId: _importer, jobId: _job, sourceHash: _hash, createdAt: _made, updatedAt: _changed, ...row }) =>
          row,
      ),
    );
  }
  expect(stored[0]).toHaveLength(5);
  expect(stored[1]).toEqual(stored[0]);
});
