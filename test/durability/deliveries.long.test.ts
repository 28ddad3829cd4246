import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { deliverySchema } from "../../src/http/webhooks/resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { testCertificate } from "../support/certificate.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";

type Delivery = z.infer<typeof deliverySchema>;

let bulkhead: TestBulkhead;
let receiver: HttpsServer;
let ca: string;
const workers: RoleProcess[] = [];
/** While false, requests get no answer. */
let answers = false;

beforeAll(async () => {
  const certificate = await testCertificate(["IP:127.0.0.4"]);
  ca = certificate.cert;
  receiver = await startHttpsServer(certificate, "127.0.0.4", (_, response) => {
    if (answers) response.writeHead(204).end();
  });
  bulkhead = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.4", BULKHEAD_WEBHOOK_SECONDS: "30" }, "http");
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await bulkhead.stop();
  await receiver.close();
});

async function startWorker(): Promise<RoleProcess> {
  const worker = await startRole("worker", bulkhead.env);
  workers.push(worker);
  return worker;
}

test("a delivery whose worker is killed in the middle of an attempt arrives by another one, with the same id", async () => {
  const worker = await startWorker();
  const json = { url: `${receiver.origin}/hook`, events: ["job.completed"], ca };
  const { body: webhook } = await bulkhead.call<{ id: string }>("POST", "/api/webhooks", { json });
  const job = await bulkhead.import(eventCsv({ rows: 2 }));
  expect(job.state).toBe("complete");
  await expect.poll(() => receiver.requests.length).toBe(1);
  await worker.kill();
  answers = true;
  await startWorker();
  const deliveries = async () =>
    (await bulkhead.call<{ items: Delivery[] }>("GET", `/api/webhooks/${webhook.id}/deliveries`)).body.items;
  await expect.poll(async () => (await deliveries()).map(({ state }) => state)).toEqual(["delivered"]);
  const [delivery] = await deliveries();
  expect(delivery).toMatchObject({ attempts: 1, lastAnswer: "204", bodies: [{ data: { jobId: job.id } }] });
  expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual([delivery?.id, delivery?.id]);
});
