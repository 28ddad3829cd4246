import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { revokeApiKey } from "../../src/db/access/api-keys.js";
import { listApiKeys } from "../../src/db/access/list-keys.js";
import { makeLink } from "../../src/services/access/console-sign-in.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";
import { ConsolePage, openBrowser } from "./browser.js";

let bulkhead: TestBulkhead;
let browser: Browser;
beforeAll(async () => {
  [bulkhead, browser] = await Promise.all([TestBulkhead.start(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await bulkhead.stop();
});

async function keyIdOf(tenantId: string): Promise<string> {
  const key = (await listApiKeys(bulkhead.deps.db.query, { limit: 100, after: null })).find(
    (known) => known.tenantId === tenantId,
  );
  if (!key) throw new Error("the tenant has no key");
  return key.id;
}

test("a key signs in; a wrong one does not; who signs out is out", async () => {
  const { page, ...visitor } = await ConsolePage.open(browser, bulkhead);
  await page.goto(`${bulkhead.url}/console/files?prefix=some`);
  expect(page.url()).toContain("/console/sign-in?to=");
  await page.getByLabel("API key").fill("bh_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "unknown or revoked" }).waitFor();
  await page.getByLabel("API key").fill(bulkhead.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/console\/files\?prefix=some$/);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/console" });
  expect(cookie?.value).not.toContain(bulkhead.key);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in$/);
  await page.goto(`${bulkhead.url}/console`);
  expect(page.url()).toContain("/console/sign-in");
  // The browser reports the answer 401 to the wrong key.
  expect(visitor.complaints.filter((text) => !text.includes("401"))).toEqual([]);
  await page.context().close();
});

test("a link signs in once, and leads where it says", async () => {
  await bulkhead.addKey("import", "linked");
  const link = await makeLink(bulkhead.deps.db, await keyIdOf("linked"));
  const { page } = await ConsolePage.open(browser, bulkhead);
  await page.goto(`${bulkhead.url}/console/sign-in/${link}?to=/console/files`);
  await page.waitForURL(/\/console\/files$/);
  await page.getByText("role import").waitFor();
  const again = await fetch(`${bulkhead.url}/console/sign-in/${link}`);
  expect(again.status).toBe(401);
  const elsewhere = await makeLink(bulkhead.deps.db, await keyIdOf("linked"));
  const answer = await fetch(`${bulkhead.url}/console/sign-in/${elsewhere}?to=https://example.org/console`);
  expect(await answer.text()).toContain('content="0;url=/console"');
  await page.context().close();
});

test("revoking the key ends its sessions", async () => {
  const key = await bulkhead.addKey("read", "revoked");
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(key);
  await revokeApiKey(bulkhead.deps.db.query, await keyIdOf("revoked"));
  await visitor.go("/console/files");
  expect(visitor.page.url()).toContain("/console/sign-in");
  await visitor.close();
});

test("a session counts below /console alone, and an API key does not count there", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  const cookie = (await visitor.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  expect((await fetch(`${bulkhead.url}/console`, { headers: { Cookie: cookie } })).status).toBe(200);
  expect((await fetch(`${bulkhead.url}/api/jobs`, { headers: { Cookie: cookie } })).status).toBe(401);
  const byKey = await bulkhead.call("GET", "/console/files", { headers: { Accept: "text/html" } });
  expect(byKey.body).toContain("API key");
  await visitor.close();
});

test("what the page of another site makes a browser send is refused", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  const Cookie = (await visitor.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const headers of [{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }]) {
    const answer = await fetch(`${bulkhead.url}/console/keys`, {
      method: "POST",
      headers: { Cookie, "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: "name=stolen&role=admin",
    });
    expect(answer.status).toBe(403);
  }
  expect(
    (await listApiKeys(bulkhead.deps.db.query, { limit: 100, after: null })).some(({ name }) => name === "stolen"),
  ).toBe(false);
  await visitor.close();
});

test("a key of role read sees imports, and neither sees nor can press a button", async () => {
  const job = await bulkhead.import(sessionFile([{}, { title: "" }]), { importerId: "looked-at" });
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(await bulkhead.addKey("read"));
  await visitor.go(`/console/jobs/${job.id}`);
  expect(await visitor.headline()).toBe("1 row is in, 1 is not.");
  expect(await visitor.page.getByRole("button").allTextContents()).toEqual(["Sign out"]);
  expect(await visitor.page.getByRole("link", { name: /New import|Keys/ }).count()).toBe(0);
  const Cookie = (await visitor.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const path of [`/jobs/${job.id}/undo`, `/jobs/${job.id}/corrections`, "/import", "/keys", "/files/remove"]) {
    const answer = await fetch(`${bulkhead.url}/console${path}`, { method: "POST", headers: { Cookie } });
    expect([path, answer.status]).toEqual([path, 403]);
  }
  for (const path of [`/jobs/${job.id}/rejects.csv`, "/import", "/keys", "/files/bytes?path=x.csv"]) {
    const answer = await fetch(`${bulkhead.url}/console${path}`, { headers: { Cookie } });
    expect([path, answer.status]).toEqual([path, 403]);
  }
  await visitor.close();
});

test("secrets are masked in rows, also where it is not known which cell is one", async () => {
  const file = "id,name,password,meetingPassword\norg-1,,first secret,second secret\n";
  await bulkhead.upload("hidden.csv", file);
  const json = { entity: "organization", asset: "hidden.csv" };
  const headers = { Prefer: "wait=30" };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/imports", { json, headers });
  const ragged = "id,courseGroupId,meetingPassword,room\nw-1,cg-1,extra,third secret,x\n";
  const required = "title,startDate,endDate,timeZone,meetingUrl";
  await bulkhead.upload("ragged.csv", ragged.replace("room", `room,${required}`));
  const webinar = await bulkhead.call<{ id: string }>("POST", "/api/imports", {
    json: { entity: "webinar", asset: "ragged.csv" },
    headers,
  });
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(await bulkhead.addKey("read"));
  for (const id of [body.id, webinar.body.id]) {
    await visitor.go(`/console/jobs/${id}/problems`);
    await visitor.page.getByRole("heading", { level: 3 }).waitFor();
    expect(await visitor.page.content()).not.toContain("secret");
  }
  await visitor.close();
});

test("another tenant's import is not there", async () => {
  const job = await bulkhead.import(sessionFile([{}]));
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(await bulkhead.addKey("admin", "neighbour"));
  for (const id of [job.id, randomUUID(), "no-uuid"]) {
    await visitor.go(`/console/jobs/${id}`);
    await visitor.page.getByRole("heading", { level: 1, name: "There is no such job" }).waitFor();
  }
  await visitor.go("/console");
  await visitor.page.getByText("No import matches.").waitFor();
  await visitor.close();
});

test("no address of the console answers 500 to any request", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  const job = await bulkhead.import(sessionFile([{}, { title: "" }]));
  const Cookie = (await visitor.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const odd = ["2026-02-30", "0000-01-01", "%00", "%ff", "\ud800", "'", "9".repeat(400), "..%2f..", "-1"];
  const names = ["state", "entity", "importerId", "scheduleId", "code", "column", "value", "after", "text", "since"];
  const pages = ["", "/files", "/integrity", "/import", `/jobs/${job.id}/problems`, `/jobs/${job.id}/deletions`];
  const queries = [...names, "until", "cursor", "prefix", "path", "asset", "rule"].flatMap((name) =>
    odd.map((value) => `${name}=${value}${name === "value" ? "&code=REQUIRED&column=title" : ""}`),
  );
  for (const path of pages) {
    for (const query of queries) {
      const { status } = await fetch(`${bulkhead.url}/console${path}?${query}`, { headers: { Cookie } });
      expect([path, query, status < 500]).toEqual([path, query, true]);
    }
  }
  const bodies = [
    "",
    "confirm=%00",
    "code=REQUIRED&column=title&from=%00&to=x",
    "cell.2.title=%00",
    "cell.99999999999.title=x",
  ];
  const verbs = ["corrections", "undo", "approve", "cancel", "retry", "import"].map(
    (verb) => `/jobs/${job.id}/${verb}`,
  );
  for (const path of [...verbs, "/import", "/keys", "/keys/revoke", "/files/remove", "/schedules/x/trigger"]) {
    for (const body of bodies) {
      const headers = { Cookie, "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await fetch(`${bulkhead.url}/console${path}`, {
        method: "POST",
        headers,
        body,
        redirect: "manual",
      });
      expect([path, body, answer.status < 500]).toEqual([path, body, true]);
    }
  }
  await visitor.close();
});
