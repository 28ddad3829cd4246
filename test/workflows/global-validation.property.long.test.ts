import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../src/config.js";
import { rebuildFindings } from "../../src/db/integrity/findings.js";
import { entityList } from "../../src/domain/entities/index.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
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

async function importOf(
  step: Exclude<Step, { kind: "erase" | "undo" }>,
  dryRun: boolean,
  key: string,
): Promise<JobResource> {
  const asset = randomUUID();
  const [type, body] = step.kind === "csv" ? ["text/csv", csv(step)] : ["application/json", JSON.stringify(step.rows)];
  const put = await bulkhead.call("PUT", `/api/assets/${asset}`, { key, body, headers: { "Content-Type": type } });
  expect(put.status).toBe(201);
  const asked = step.kind === "list" ? { onInvalid: step.onInvalid, mode: step.mode } : {};
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    key,
    json: { entity: step.entity, asset, dryRun, ...asked },
    headers: { Prefer: `wait=${asked.mode === "snapshot" && !dryRun ? 0 : 30}` },
  });
  expect(started.status).toBeLessThan(300);
  for (let job = started.body; ; job = await jobOf(job.id, key)) {
    if (job.finishedAt !== null) return job;
    if (job.state === "awaiting_approval") await bulkhead.call("POST", `/api/jobs/${job.id}/approve`, { key });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function jobOf(id: string, key: string): Promise<JobResource> {
  return (await bulkhead.call<JobResource>("GET", `/api/jobs/${id}`, { key })).body;
}

async function undo(id: string, key: string): Promise<JobResource> {
  expect((await bulkhead.call("POST", `/api/jobs/${id}/undo`, { key })).status).toBe(202);
  for (;;) {
    const job = await jobOf(id, key);
    if (job.undo?.finishedAt) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Every row of a tenant, except for when it was written last and from what bytes. */
async function rowsOf(tenantId: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (const { name } of entityList) {
    const found = await sql`
      select to_jsonb(stored) - 'updated_at' - 'source_hash' as row from ${sql.table(name)} as stored
      where tenant_id = ${tenantId} order by id`.execute(bulkhead.deps.db.query);
    rows.push(...found.rows);
  }
  return rows;
}

function csv({ rows, leftOut }: Extract<Step, { kind: "csv" }>): string {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !leftOut.includes(name));
  const cell = (value: unknown) => (Array.isArray(value) ? value.join(";") : String(value ?? ""));
  const lines = rows.map((row) => columns.map((name) => quoted(cell(row[name]))).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

test("after any sequence of imports, erasures and undos the findings kept are those of a full validation, a dry run foretold them, and what is undone at once leaves no trace", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
      const tenant = `t-${randomUUID()}`;
      const key = await bulkhead.addKey("admin", tenant);
      const done: { id: string; rowsBefore: unknown[] | null }[] = [];
      for (const next of steps) {
        if (next.kind === "erase") {
          const { status } = await bulkhead.call("DELETE", `/api/subjects/${next.entity}/${next.id}`, { key });
          expect([200, 404]).toContain(status);
          // What is undone after an erasure leaves out what was erased.
          for (const earlier of done) earlier.rowsBefore = null;
        } else if (next.kind === "undo") {
          const [job] = done.splice(-1 - next.back, 1);
          if (!job) continue;
          expect(await undo(job.id, key)).toMatchObject({ state: "undone", undo: { error: null } });
          if (next.back === 0 && job.rowsBefore) expect(await rowsOf(tenant)).toEqual(job.rowsBefore);
          if (next.back > 0) for (const other of done) other.rowsBefore = null;
        } else {
          const dry = next.kind === "list" && next.dryRunFirst ? await importOf(next, true, key) : null;
          const foretold = dry?.state === "failed" ? null : dry && (await findings(dry.id, key));
          const rowsBefore = await rowsOf(tenant);
          const job = await importOf(next, false, key);
          if (job.state !== "failed") done.push({ id: job.id, rowsBefore });
          if (dry) expect([job.state, job.counts]).toEqual([dry.state, dry.counts]);
          if (foretold) expect(foretold).toEqual(await findings(job.id, key));
        }
        expect(await rebuildFindings(bulkhead.deps.db, tenant)).toMatchObject({ opened: 0, closed: 0 });
      }
    }),
    { numRuns: sequences, endOnFailure: true },
  );
}, 3_600_000);
