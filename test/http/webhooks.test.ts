import type { IncomingMessage, ServerResponse } from "node:http";
import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import type { JobResource } from "../../src/http/jobs/schema.js";
import type { deliverySchema, madeWebhookSchema, webhookSchema } from "../../src/http/webhooks/resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type TestCertificate, testCertificate } from "../support/certificate.js";
import { eventCsv } from "../support/event-file.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";

type MadeWebhook = z.infer<typeof madeWebhookSchema>;
type Delivery = z.infer<typeof deliverySchema>;

/** What a receiver was sent. */
interface Told {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

let bulkhead: TestBulkhead;
let certificate: TestCertificate;
let receiver: HttpsServer;
let told: Told[];
/**
 * How the receiver answers the next requests; after them with 204. One that is held is answered when the test lets it.
 */
let answers: { status: number; headers?: Record<string, string>; held?: true }[];
let letGo: (() => void)[];

function receive(request: IncomingMessage, response: ServerResponse): void {
  const blocks: Buffer[] = [];
  request.on("data", (block: Buffer) => blocks.push(block));
  request.on("end", () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    told.push({ path: request.url ?? "", headers, body: Buffer.concat(blocks).toString("utf8") });
    const { status, headers: more = {}, held } = answers.shift() ?? { status: 204 };
    const answer = () => response.writeHead(status, more).end();
    if (held) letGo.push(answer);
    else answer();
  });
}

beforeAll(async () => {
  certificate = await testCertificate(["IP:127.0.0.2"]);
  receiver = await startHttpsServer(certificate, "127.0.0.2", receive);
  bulkhead = await TestBulkhead.start({
    BULKHEAD_ALLOW_SOURCES: "127.0.0.2",
    BULKHEAD_WEBHOOK_RETRIES: "1,1,1",
    BULKHEAD_WEBHOOK_SECONDS: "5",
  });
});

beforeEach(() => {
  told = [];
  answers = [];
  letGo = [];
});

afterAll(async () => {
  await bulkhead.stop();
  await receiver.close();
});

async function makeWebhook(
  events: string[],
  more: Record<string, unknown> = {},
): Promise<MadeWebhook & { readonly secret: string }> {
  const json = { url: `${receiver.origin}/hook`, events, ca: certificate.cert, ...more };
  const { status, body } = await bulkhead.call<MadeWebhook>("POST", "/api/webhooks", { json });
  expect([status, body.secret]).toEqual([201, expect.stringMatching(/^whsec_/)]);
  return { ...body, secret: body.secret ?? "" };
}

async function deliveriesOf({ id }: Pick<MadeWebhook, "id">, query = ""): Promise<Delivery[]> {
  return (await bulkhead.call<{ items: Delivery[] }>("GET", `/api/webhooks/${id}/deliveries${query}`)).body.items;
}

/** The only delivery of a webhook, once it is in a state. */
async function deliveryIn(webhook: Pick<MadeWebhook, "id">, state: Delivery["state"]): Promise<Delivery> {
  await expect.poll(async () => (await deliveriesOf(webhook)).map((delivery) => delivery.state)).toEqual([state]);
  const [delivery] = await deliveriesOf(webhook);
  if (!delivery) throw new Error("the webhook has no delivery");
  return delivery;
}

function lastTold(): Told {
  const last = told.at(-1);
  if (!last) throw new Error("nothing was sent");
  return last;
}

async function remove({ id }: Pick<MadeWebhook, "id">): Promise<void> {
  expect((await bulkhead.call("DELETE", `/api/webhooks/${id}`)).status).toBe(204);
}

test("the end of an import is sent once, signed as the specification says, with ids, counts and codes alone", async () => {
  const webhook = await makeWebhook(["job.completed", "job.completed_with_rejects"]);
  const secretCell = "Top-Secret-Cell";
  const job = await bulkhead.import(
    eventCsv({ rows: 3, change: (_, row) => ({ title: secretCell, ...(row === 1 && { startDate: "tomorrow" }) }) }),
  );
  const delivery = await deliveryIn(webhook, "delivered");
  expect(delivery).toMatchObject({ event: "job.completed_with_rejects", attempts: 1, lastAnswer: "204" });
  expect(told).toHaveLength(1);
  const { headers, body } = lastTold();
  const event = new Webhook(webhook.secret).verify(body, headers);
  expect(event).toMatchObject({
    type: "job.completed_with_rejects",
    data: {
      ...{ jobId: job.id, state: "complete_with_rejects", errorCode: null },
      counts: { valid: 2, invalid: 1, created: 2 },
      issuesByCode: job.issuesByCode,
      links: { job: `/api/jobs/${job.id}` },
    },
  });
  expect(headers["webhook-id"]).toBe(delivery.id);
  expect(JSON.stringify(delivery) + body).not.toContain(secretCell);
  expect(() => new Webhook(webhook.secret).verify(`${body} `, headers)).toThrow();
  await remove(webhook);
});

test("a failed delivery is tried again with the same id until the server takes it", async () => {
  const webhook = await makeWebhook(["job.failed"]);
  answers = [{ status: 500 }, { status: 302, headers: { Location: `${receiver.origin}/elsewhere` } }, { status: 200 }];
  const job = await bulkhead.import("id\n");
  expect(job.state).toBe("failed");
  const delivery = await deliveryIn(webhook, "delivered");
  expect(delivery).toMatchObject({ event: "job.failed", attempts: 3, lastAnswer: "200" });
  expect(told.map(({ path }) => path)).toEqual(["/hook", "/hook", "/hook"]);
  expect(new Set(told.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([delivery.id]));
  expect(new Set(told.map(({ body }) => body)).size).toBe(1);
  await remove(webhook);
});

test("a delivery whose retries are used up ends as failed, and can be sent again", async () => {
  const webhook = await makeWebhook(["job.completed"]);
  answers = [{ status: 500 }, { status: 503 }, { status: 302 }, { status: 204, held: true }];
  const { status } = await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  expect(status).toBe(202);
  const failed = await deliveryIn(webhook, "failed");
  expect(failed).toMatchObject({ event: "webhook.test", attempts: 4, lastAnswer: "TIMEOUT", nextAttemptAt: null });
  const shown = await bulkhead.call<z.infer<typeof webhookSchema>>("GET", `/api/webhooks/${webhook.id}`);
  expect(shown.body).toMatchObject({ enabled: true, failingSince: expect.any(String) });
  const path = `/api/webhooks/${webhook.id}/deliveries/${failed.id}/redeliver`;
  expect((await bulkhead.call("POST", path)).status).toBe(202);
  const delivered = await deliveryIn(webhook, "delivered");
  expect(delivered).toMatchObject({ id: failed.id, attempts: 1, lastAnswer: "204" });
  expect((await bulkhead.call<MadeWebhook>("GET", `/api/webhooks/${webhook.id}`)).body.failingSince).toBeNull();
  await remove(webhook);
});

test("Retry-After moves the next attempt, and a test or a redelivery does not wait for it", async () => {
  const webhook = await makeWebhook(["job.completed"]);
  const later = { status: 429, headers: { "Retry-After": "600" } };
  answers = [later, later];
  const test_ = `/api/webhooks/${webhook.id}/test`;
  const { body: first } = await bulkhead.call<Delivery>("POST", test_);
  const waiting = async () => (await deliveriesOf(webhook, "?state=pending"))[0];
  await expect.poll(async () => (await waiting())?.lastAnswer).toBe("429");
  const delivery = await waiting();
  const waits = Date.parse(delivery?.nextAttemptAt ?? "") - Date.parse(delivery?.lastAttemptAt ?? "");
  expect(Math.round(waits / 1_000)).toBe(600);
  const { body: again } = await bulkhead.call<Delivery>("POST", test_);
  expect(again.id).toBe(first.id);
  await expect.poll(() => told.length).toBe(2);
  await expect.poll(async () => (await waiting())?.attempts).toBe(1);
  const path = `/api/webhooks/${webhook.id}/deliveries/${first.id}/redeliver`;
  expect((await bulkhead.call("POST", path)).status).toBe(202);
  expect(await deliveryIn(webhook, "delivered")).toMatchObject({ id: first.id, attempts: 1 });
  await remove(webhook);
});

test("a delivery that is sent again during an attempt is sent, and what the attempt comes to does not count", async () => {
  const webhook = await makeWebhook(["job.completed"]);
  answers = [
    { status: 500, held: true },
    { status: 204, held: true },
  ];
  const { body } = await bulkhead.call<Delivery>("POST", `/api/webhooks/${webhook.id}/test`);
  await expect.poll(() => told.length).toBe(1);
  const path = `/api/webhooks/${webhook.id}/deliveries/${body.id}/redeliver`;
  expect((await bulkhead.call("POST", path)).status).toBe(202);
  await expect.poll(() => told.length).toBe(2);
  for (const answer of letGo) answer();
  expect(await deliveryIn(webhook, "delivered")).toMatchObject({ attempts: 1, lastAnswer: "204" });
  expect(told.map(({ headers }) => headers["webhook-id"])).toEqual([body.id, body.id]);
  await remove(webhook);
});

test("a webhook goes with its deliveries, also with those that wait for a retry", async () => {
  const webhook = await makeWebhook(["job.completed"]);
  answers = [{ status: 429, headers: { "Retry-After": "600" } }];
  await bulkhead.import(eventCsv({ rows: 2 }));
  await expect.poll(async () => (await deliveriesOf(webhook))[0]?.lastAnswer).toBe("429");
  await remove(webhook);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from webhook_delivery where webhook_id = ${webhook.id}`.execute(bulkhead.deps.db.query);
  expect(rows[0]?.count).toBe(0);
});

test("410 ends a webhook; it gets no event until it is enabled again", async () => {
  const webhook = await makeWebhook(["job.completed"]);
  answers = [{ status: 410 }];
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  expect(await deliveryIn(webhook, "failed")).toMatchObject({ lastAnswer: "410", attempts: 1 });
  const path = `/api/webhooks/${webhook.id}`;
  expect((await bulkhead.call("GET", path)).body).toMatchObject({ enabled: false, disabledBecause: "gone" });
  expect(await bulkhead.call("POST", `${path}/test`)).toMatchObject({
    status: 409,
    body: { code: "WEBHOOK_DISABLED" },
  });
  await bulkhead.import(eventCsv({ rows: 1 }));
  expect(await deliveriesOf(webhook)).toHaveLength(1);
  const { body } = await bulkhead.call("PATCH", path, { json: { enabled: true } });
  expect(body).toMatchObject({ enabled: true, disabledBecause: null, failingSince: null });
  await remove(webhook);
});

test("a webhook that has failed for five days is disabled once a delivery is given up, and the audit trail says so", async () => {
  const webhook = await makeWebhook(["job.completed"]);
  const { query } = bulkhead.deps.db;
  await sql`update webhook set failing_since = now() - interval '5 days 1 minute' where id = ${webhook.id}`.execute(
    query,
  );
  answers = [{ status: 500 }, { status: 200 }];
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  await expect.poll(async () => (await deliveriesOf(webhook))[0]?.state).toBe("delivered");
  await sql`update webhook set failing_since = now() - interval '5 days 1 minute' where id = ${webhook.id}`.execute(
    query,
  );
  answers = [500, 500, 500, 500].map((status) => ({ status }));
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  const shown = async () => (await bulkhead.call("GET", `/api/webhooks/${webhook.id}`)).body;
  await expect.poll(shown).toMatchObject({ enabled: false, disabledBecause: "failing" });
  const audit = await bulkhead.call("GET", `/api/audit?action=webhook.disabled&object=webhook:${webhook.id}`);
  expect(audit.body).toMatchObject({ items: [{ actor: { kind: "system" }, after: { because: "failing" } }] });
  await remove(webhook);
});

test("for the overlap of a rotation both secrets verify what is sent", async () => {
  const webhook = await makeWebhook(["job.completed"], { secret: `whsec_${Buffer.alloc(24, 7).toString("base64")}` });
  const rotated = await bulkhead.call<MadeWebhook>("POST", `/api/webhooks/${webhook.id}/rotate`, { json: {} });
  expect(rotated.body).toMatchObject({ formerSecretUntil: expect.any(String) });
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  await deliveryIn(webhook, "delivered");
  const { headers, body } = lastTold();
  for (const { secret } of [webhook, rotated.body])
    expect(new Webhook(secret ?? "").verify(body, headers)).toBeTruthy();
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/rotate`, { json: { overlapHours: 0 } });
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  await expect.poll(() => told.length).toBe(2);
  expect(() => new Webhook(webhook.secret).verify(told[1]?.body ?? "", told[1]?.headers ?? {})).toThrow();
  expect((await bulkhead.call<{ secret?: string }>("GET", `/api/webhooks/${webhook.id}`)).body.secret).toBeUndefined();
  await remove(webhook);
});

test("an address that is not public, or no https, is refused; one that a name leads to is not connected to", async () => {
  const code = async (url: string) => {
    const json = { url, events: ["job.completed"] };
    const { status, body } = await bulkhead.call<{ code: string }>("POST", "/api/webhooks", { json });
    return [status, body.code];
  };
  for (const url of [
    "https://169.254.169.254/latest",
    "https://127.0.0.1/hook",
    "https://[::1]/hook",
    "http://campus.example/hook",
    "https://user:pass@campus.example/hook",
    "https://campus.example/hook?token=abc",
    "no address",
  ]) {
    expect(await code(url), url).toEqual([422, "INVALID_WEBHOOK"]);
  }
  const webhook = await makeWebhook(["job.completed"], { url: `https://localhost:${receiver.port}/hook` });
  await bulkhead.call("POST", `/api/webhooks/${webhook.id}/test`);
  await expect.poll(async () => (await deliveriesOf(webhook))[0]?.lastAnswer).toBe("ADDRESS_NOT_ALLOWED");
  expect(told).toEqual([]);
  await remove(webhook);
});

test("a job that waits for approval, is cancelled or undone, and a change of the findings are events", async () => {
  const webhook = await makeWebhook(["job.awaiting_approval", "job.cancelled", "job.undone", "integrity.changed"]);
  const importerId = "told";
  await bulkhead.import(eventCsv({ rows: 40 }), { importerId });
  const asset = "half.csv";
  await bulkhead.upload(asset, eventCsv({ rows: 20 }));
  const json = { entity: "courseGroupInPersonEvent", asset, importerId, mode: "snapshot" };
  const { body: half } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
  await expect.poll(async () => (await bulkhead.job(half.id)).state).toBe("awaiting_approval");
  await bulkhead.call("POST", `/api/jobs/${half.id}/cancel`);
  const whole = await bulkhead.import(eventCsv({ rows: 41 }), { importerId });
  await bulkhead.call("POST", `/api/jobs/${whole.id}/undo`);
  const list = [{ id: "s1", userId: "nobody" }];
  await bulkhead.call("POST", "/import/students?importerId=told", { json: list });
  const events = async () =>
    (await deliveriesOf(webhook)).map(({ event, bodies }) => [
      event,
      (bodies[0]?.data as { jobId?: string } | undefined)?.jobId,
    ]);
  await expect.poll(events).toEqual(
    expect.arrayContaining([
      ["job.awaiting_approval", half.id],
      ["job.cancelled", half.id],
      ["job.undone", whole.id],
      ["integrity.changed", expect.any(String)],
    ]),
  );
  const [asked] = (await deliveriesOf(webhook)).filter(({ event }) => event === "job.awaiting_approval");
  expect(asked?.bodies[0]).toMatchObject({ data: { reasons: ["LARGE_SHARE"], owned: 40, counts: { deleted: 20 } } });
  await remove(webhook);
});
