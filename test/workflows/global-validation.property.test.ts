import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../src/config.js";
import { rebuildFindings } from "../../src/db/integrity/findings.js";
import type { JobResource } from "../../src/http/job-resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { quoted } from "../support/event-file.js";
import { type Step, step } from "../support/integrity-steps.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

/** How many sequences the suite takes; INTEGRITY_SEQUENCES asks for a longer run. */
const sequences = Number(readEnv().INTEGRITY_SEQUENCES ?? 3);

async function findings(jobId: string, key: string): Promise<unknown[]> {
  const { body } = await bulkhead.call<{ items: unknown[]; nextCursor: string | null }>(
    "GET",
    `/api/jobs/${jobId}/integrity?limit=1000`,
    { key },
  );
  expect(body.nextCursor).toBeNull();
  return body.items;
}

async function importOf(step: Exclude<Step, { kind: "erase" }>, dryRun: boolean, key: string): Promise<JobResource> {
  const asset = randomUUID();
  const [type, body] = step.kind === "csv" ? ["text/csv", csv(step)] : ["application/json", JSON.stringify(step.rows)];
  const put = await bulkhead.call("PUT", `/api/assets/${asset}`, { key, body, headers: { "Content-Type": type } });
  expect(put.status).toBe(201);
  const onInvalid = step.kind === "list" ? step.onInvalid : "skip";
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    key,
    json: { entity: step.entity, asset, dryRun, onInvalid },
    headers: { Prefer: "wait=30" },
  });
  expect(started.status).toBe(200);
  return started.body;
}

function csv({ rows, leftOut }: Extract<Step, { kind: "csv" }>): string {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !leftOut.includes(name));
  const cell = (value: unknown) => (Array.isArray(value) ? value.join(";") : String(value ?? ""));
  const lines = rows.map((row) => columns.map((name) => quoted(cell(row[name]))).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

test("after any sequence of imports and erasures the findings kept are those of a full validation, and a dry run foretold them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
      const tenant = `t-${randomUUID()}`;
      const key = await bulkhead.addKey("admin", tenant);
      for (const next of steps) {
        if (next.kind === "erase") {
          const { status } = await bulkhead.call("DELETE", `/api/subjects/${next.entity}/${next.id}`, { key });
          expect([200, 404]).toContain(status);
        } else {
          const dry = next.kind === "list" && next.dryRunFirst ? await importOf(next, true, key) : null;
          const foretold = dry?.state === "failed" ? null : dry && (await findings(dry.id, key));
          const job = await importOf(next, false, key);
          if (dry) expect([job.state, job.counts]).toEqual([dry.state, dry.counts]);
          if (foretold) expect(foretold).toEqual(await findings(job.id, key));
        }
        expect(await rebuildFindings(bulkhead.deps.db, tenant)).toMatchObject({ opened: 0, closed: 0 });
      }
    }),
    { numRuns: sequences, endOnFailure: true },
  );
}, 3_600_000);
