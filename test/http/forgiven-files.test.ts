import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type ForgivenFile, forgivenFiles } from "../support/forgiven-files.js";

/** What becomes of files as people send them, and what became of them before: printed as a table. */
let bulkhead: TestBulkhead;
const table: string[] = [];
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(async () => {
  process.stdout.write(["| file | before | after |", "|---|---|---|", ...table, ""].join("\n"));
  await bulkhead.stop();
});

async function outcome({ bytes, path = "file.csv", type = "text/csv", entity }: ForgivenFile): Promise<string> {
  const asset = `forgiven/${crypto.randomUUID()}/${path}`;
  const body = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  await bulkhead.call("PUT", `/api/assets/${asset}`, { body, headers: { "Content-Type": type } });
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: entity ?? "courseGroupInPersonEvent", asset, importerId: asset },
    headers: { Prefer: "wait=30" },
  });
  const { error, counts, issuesByCode } = await bulkhead.jobEnd(started.body.id);
  if (error) return error.code;
  const codes = Object.entries(issuesByCode).filter(([code]) => code !== "OWNER_CHANGED");
  const issues = codes.map(([code, count]) => `${code} × ${count}`).sort();
  return `${counts.valid} valid, ${counts.invalid} invalid${issues.length > 0 ? `: ${issues.join(", ")}` : ""}`;
}

test.each(forgivenFiles)("$name: $after", async (file) => {
  const after = await outcome(file);
  table.push(`| ${file.name} | ${file.before} | ${after} |`);
  expect(after).toBe(file.after);
});
