import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import type { deliverySchema, madeWebhookSchema } from "../../src/http/webhooks/resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type MailServer, type ReceivedMail, startMailServer } from "../support/mail-server.js";
import { zipFile } from "../support/zip-file.js";

let server: MailServer;
let bulkhead: TestBulkhead;
let mails: ReceivedMail[];

beforeAll(async () => {
  server = await startMailServer();
  mails = server.mails;
  bulkhead = await TestBulkhead.start({
    BULKHEAD_SMTP_URL: server.url,
    BULKHEAD_MAIL_FROM: "Imports <imports@campus.example>",
    BULKHEAD_PUBLIC_URL: "https://imports.campus.example",
    BULKHEAD_WEBHOOK_RETRIES: "1,1",
  });
});

beforeEach(() => {
  mails.length = 0;
});

afterAll(async () => {
  await bulkhead.stop();
  await server.close();
});

async function subscribe(events: string[], to = "registrar@campus.example"): Promise<string> {
  const json = { url: `mailto:${to}`, events };
  const { status, body } = await bulkhead.call<z.infer<typeof madeWebhookSchema>>("POST", "/api/webhooks", { json });
  expect([status, body.secret]).toEqual([201, null]);
  return body.id;
}

async function deliveries(id: string): Promise<z.infer<typeof deliverySchema>[]> {
  const path = `/api/webhooks/${id}/deliveries`;
  return (await bulkhead.call<{ items: z.infer<typeof deliverySchema>[] }>("GET", path)).body.items;
}

/** The mails, once every delivery has ended. */
async function mailsOf(id: string, count: number): Promise<ReceivedMail[]> {
  await expect
    .poll(async () => (await deliveries(id)).map(({ state }) => state))
    .toEqual(Array.from({ length: count }, () => "delivered"));
  return mails;
}

test("the end of an import is one mail: what is in, errors by code, what it changed in the database, and a link", async () => {
  const id = await subscribe(["job.completed_with_rejects", "integrity.changed"], "a@campus.example,b@campus.example");
  const csv = "id,name,lecturerIds\nc1,Canary,nobody\nc2,,\nc3,,\n";
  const job = await bulkhead.import(csv, { entity: "course", importerId: "campus-erp" });
  expect(job.state).toBe("complete_with_rejects");
  const [mail, ...others] = await mailsOf(id, 1);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ to: ["a@campus.example", "b@campus.example"], from: "imports@campus.example" });
  expect(mail?.text).toMatch(/^Subject: campus-erp, course: 1 row is in, 2 are not\.$/m);
  for (const line of [
    "Created 1, updated 0, unchanged 0, deleted 0.",
    "- 2 × REQUIRED: A required column has no value in this row.",
    `https://imports.campus.example/console/jobs/${job.id}`,
  ]) {
    expect(mail?.text.split("\n")).toContain(line);
  }
  expect(mail?.text).toMatch(/^What is wrong in the database: \d+ new, 0 gone\.$/m);
  expect(mail?.text).not.toContain("Canary");
  await bulkhead.call("DELETE", `/api/webhooks/${id}`);
});

/** Imports an archive, and gives the lines of the only mail about it. */
async function mailOfPackage(id: string, files: Record<string, string>, count: number): Promise<string[]> {
  const asset = `mail-${count}.zip`;
  await bulkhead.upload(asset, zipFile(Object.entries(files).map(([name, content]) => ({ name, content }))));
  const listed = [
    { member: "courses.csv", entity: "course" },
    { member: "users.csv", entity: "user" },
  ];
  const json = { asset, files: listed, importerId: "roster", onFailure: "continue" };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/packages", { json });
  await bulkhead.jobEnd(body.id);
  const sent = await mailsOf(id, count);
  expect(sent).toHaveLength(count);
  return (sent.at(-1)?.text ?? "").split("\n");
}

test("a package is one mail, which says what its files have changed together, and nothing where they have not", async () => {
  const id = await subscribe(["job.completed", "job.completed_with_rejects", "job.failed", "integrity.changed"]);
  const courses = "id,name,lecturerIds\np1,Algebra,unknown\n";
  const users = "id,firstName,lastName\nu1,Ada,Lovelace\n";
  const first = await mailOfPackage(id, { "courses.csv": courses, "users.csv": users }, 1);
  expect(first).toContain("Created 2, updated 0, unchanged 0, deleted 0.");
  expect(first.filter((line) => line.startsWith("What is wrong"))).toEqual([
    expect.stringMatching(/^What is wrong in the database: [1-9]\d* new, 0 gone\.$/),
  ]);
  const again = await mailOfPackage(id, { "courses.csv": courses, "users.csv": users }, 2);
  expect(again).toContain("Created 0, updated 0, unchanged 2, deleted 0.");
  expect(again.filter((line) => line.startsWith("What is wrong"))).toEqual([]);
  const broken = await mailOfPackage(id, { "courses.csv": "nonsense\n", "users.csv": `${users}u2,Alan,Turing\n` }, 3);
  expect(broken).toContain("PACKAGE_INCOMPLETE.");
  expect(broken).toContain("Created 1, updated 0, unchanged 1, deleted 0.");
  expect(broken.join()).not.toContain("nothing was stored");
  await bulkhead.call("DELETE", `/api/webhooks/${id}`);
});

test("a mail that the server refuses for a while is sent again, with the same Message-ID", async () => {
  const id = await subscribe(["job.failed"]);
  server.refuse(1);
  await bulkhead.call("POST", `/api/webhooks/${id}/test`);
  const [mail] = await mailsOf(id, 1);
  const [delivery] = await deliveries(id);
  expect(delivery).toMatchObject({ event: "webhook.test", attempts: 2, lastAnswer: "250" });
  expect(mail?.text).toContain(`Message-ID: <${delivery?.id}@bulkhead>`);
  await bulkhead.call("DELETE", `/api/webhooks/${id}`);
});

test("what cannot be mailed to is refused, and a server does not become an address of mail", async () => {
  const code = async (method: string, path: string, json: object) => {
    const { status, body } = await bulkhead.call<{ code: string }>(method, path, { json });
    return [status, body.code];
  };
  const invalid = [422, "INVALID_WEBHOOK"];
  const events = ["job.failed"];
  const many = Array.from({ length: 21 }, (_, n) => `user${n}@campus.example`).join(",");
  for (const url of ["mailto:", "mailto:nobody", `mailto:${many}`, "mailto:a@campus.example?subject=x"]) {
    expect([url, await code("POST", "/api/webhooks", { url, events })]).toEqual([url, invalid]);
  }
  const id = await subscribe(events);
  const path = `/api/webhooks/${id}`;
  expect(await code("PATCH", path, { url: "https://campus.example/hook" })).toEqual(invalid);
  expect(await code("POST", `${path}/rotate`, {})).toEqual(invalid);
});
