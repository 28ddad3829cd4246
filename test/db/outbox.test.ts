import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { claimDue, markDeliveryStarted, mostInFlight, releaseLost } from "../../src/db/webhooks/outbox.js";
import type { DueDelivery } from "../../src/domain/webhooks/delivery.js";
import { cloneDatabase } from "../support/database.js";

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 8, onLostConnection: () => undefined });
});
afterAll(() => db.close());

async function addDeliveries(tenantId: string, count: number): Promise<void> {
  const id = randomUUID();
  await sql`
    insert into webhook (id, tenant_id, url, events, sealed, created_by)
    values (${id}, ${tenantId}, 'https://campus.example/hook', '{job.completed}', 'sealed', 'a test')`.execute(
    db.query,
  );
  await sql`
    insert into webhook_delivery (tenant_id, webhook_id, event, body)
    select ${tenantId}, ${id}, 'job.completed', '{}' from generate_series(1, ${count}::integer)`.execute(db.query);
}

const claim = () => db.transaction({ name: "outbox" }, ({ trx }) => claimDue(trx));

test("whichever process asks, only some deliveries to a webhook are under way, and each is handed out once", async () => {
  await addDeliveries("many", 3 * mostInFlight);
  await addDeliveries("few", 2);
  const claimed = (await Promise.all(Array.from({ length: 6 }, claim))).flat();
  claimed.push(...(await claim()));
  expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
  const ofTenant = (name: string) => claimed.filter(({ tenantId }) => tenantId === name);
  expect([ofTenant("many").length, ofTenant("few").length]).toEqual([mostInFlight, 2]);
  await start(claimed);
  expect(await claim()).toEqual([]);
  const ids = ofTenant("many").map(({ id }) => id);
  await sql`
    update webhook_delivery set state = 'delivered', ended_at = now() where id = any(${ids.slice(0, 7)}::uuid[])`.execute(
    db.query,
  );
  const next = await claim();
  expect(next).toHaveLength(7);
  await start(next);
});

test("a delivery that waits for a retry makes room for another one", async () => {
  await sql`
    update webhook_delivery set next_attempt_at = now() + interval '5 minutes'
    where id in (
      select id from webhook_delivery where tenant_id = 'many' and state = 'pending' and workflow_started_at is not null
      limit 3
    )`.execute(db.query);
  const next = await claim();
  expect(next).toHaveLength(3);
  await start(next);
});

test("a delivery whose workflow made no attempt in its time is handed out again, and does not end one that runs", async () => {
  await sql`
    update webhook_delivery set workflow_started_at = now() - interval '16 minutes', next_attempt_at = null
    where tenant_id = 'few'`.execute(db.query);
  await releaseLost(db.query);
  expect((await claim()).map(({ tenantId, restarts }) => [tenantId, restarts])).toEqual([
    ["few", false],
    ["few", false],
  ]);
});

async function start(deliveries: readonly DueDelivery[]): Promise<void> {
  for (const delivery of deliveries) await markDeliveryStarted(db.query, delivery);
}
