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

test("a German CSV, a workbook of the same dates, and that saved by LibreOffice are the same rows, by one mapping", async () => {
  const stored = [];
  for (const path of ["samples/termine.csv", "samples/termine.xlsx", "test/fixtures/workbooks/libreoffice.xlsx"]) {
    const importerId = `sample-${path.split("/").at(-1)}`;
    const json: unknown = JSON.parse(await readFile("samples/termine.mapping.json", "utf8"));
    const put = await bulkhead.call("PUT", `/api/mappings/${importerId}/${entity}`, { json });
    expect(put.status).toBe(200);
    const job = await bulkhead.import(Uint8Array.from(await readFile(path)), { importerId });
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
  expect(stored[2]).toEqual(stored[0]);
});

test("a spreadsheet in the format of OpenDocument is refused by name", async () => {
  const job = await bulkhead.import(Uint8Array.from(await readFile("test/fixtures/workbooks/libreoffice.ods")));
  expect(job).toMatchObject({ state: "failed", error: { code: "UNSUPPORTED_ASSET" } });
  expect(job.error?.message).toContain("OpenDocument");
});
