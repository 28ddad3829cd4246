import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { insertJob } from "../../src/db/jobs/jobs.js";
import { readStateFigures } from "../../src/db/state-figures.js";
import { defaultOptions } from "../../src/domain/import-options.js";
import { cloneDatabase } from "../support/database.js";

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 4, onLostConnection: () => undefined });
});
afterAll(() => db.close());

/** A job whose row is as the assignments say. */
async function addJob(assignments: string, of: { readonly packageId?: string } = {}): Promise<string> {
  const id = randomUUID();
  const asset = { assetPath: "a", assetSha256: "", assetSize: 1, assetContentType: "text/csv", body: "asset" } as const;
  const who = { tenantId: "default", requestedBy: "key", importerId: "erp", entity: "course" };
  const rest = { fingerprint: "", idempotencyKey: null, workflowId: id, traceparent: null, mapping: null };
  await db.transaction({ name: "add" }, async ({ trx }) => {
    await insertJob(trx, { id, ...who, ...defaultOptions, ...asset, ...rest, ...of, packageNo: 0 }, "parked");
    await sql`update job set ${sql.raw(assignments)} where id = ${id}`.execute(trx);
  });
  return id;
}

const ago = (minutes: number) => `now() - interval '${minutes} minutes'`;
const minutes = (seconds: number) => Math.round(seconds / 60);

test("an import's waits count apart from its work", async () => {
  await addJob(`created_at = ${ago(500)}`);
  await addJob(`created_at = ${ago(500)}, admitted_at = ${ago(5)}`);
  await addJob(`created_at = ${ago(500)}, admitted_at = ${ago(9)}, workflow_started_at = ${ago(8)}`);
  const running = (since: number) => `state = 'running', admitted_at = ${ago(400)}, started_at = ${ago(since)}`;
  await addJob(running(30));
  await addJob(`${running(300)}, approved_at = ${ago(20)}`);
  await addJob(`${running(300)}, waits_for_turn = true`);
  await addJob(
    `${running(400)}, state = 'awaiting_approval', asked_at = ${ago(50)}`.replace("state = 'running', ", ""),
  );
  const packageId = await addJob(running(300));
  await addJob(`${running(200)}, waits_for_turn = true`, { packageId });
  const figures = await readStateFigures(db.query);
  const { open, parked, waitingForTurn } = figures;
  expect(Object.fromEntries(open.map(({ state, count }) => [state, count]))).toEqual({
    ...{ queued: 3, running: 5, awaiting_approval: 1 },
  });
  expect({ parked, waitingForTurn }).toEqual({ parked: 1, waitingForTurn: 2 });
  const { queuedSeconds, unstartedSeconds, runningSeconds, awaitingApprovalSeconds } = figures;
  expect([queuedSeconds, unstartedSeconds, runningSeconds, awaitingApprovalSeconds].map(minutes)).toEqual([
    9, 5, 30, 50,
  ]);
});

/** A delivery whose columns have these expressions. */
async function addDelivery(columns: Readonly<Record<string, string>>): Promise<void> {
  const given = { tenant_id: "'default'", webhook_id: "gen_random_uuid()", event: "'job.completed'", body: "'{}'" };
  const all = { ...given, ...columns };
  const [names, values] = [Object.keys(all), Object.values(all)].map((texts) => sql.raw(texts.join(", ")));
  await sql`insert into webhook_delivery (${names}) values (${values})`.execute(db.query);
}

test("what a tenant ended itself is no failed delivery, and what waits behind ten others is not due", async () => {
  const failed = (answer: string, since: number) =>
    addDelivery({ state: "'failed'", last_answer: `'${answer}'`, ended_at: ago(since) });
  await failed("500", 10);
  await failed("500", 100);
  await failed("WEBHOOK_DISABLED", 10);
  await addDelivery({ created_at: ago(600) });
  const started = { created_at: ago(600), workflow_started_at: ago(600) };
  await addDelivery({ ...started, next_attempt_at: "now() + interval '1 hour'" });
  await addDelivery({ ...started, workflow_started_at: ago(12) });
  const { deliveriesFailed, deliveriesPending, deliveriesOverdueSeconds } = await readStateFigures(db.query);
  expect([deliveriesFailed, deliveriesPending, minutes(deliveriesOverdueSeconds)]).toEqual([1, 3, 12]);
});
