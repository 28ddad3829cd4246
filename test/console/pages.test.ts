import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";
import { zipFile } from "../support/zip-file.js";
import { ConsolePage, openBrowser } from "./browser.js";

let bulkhead: TestBulkhead;
let browser: Browser;
let addresses: Readonly<Record<string, string>>;
beforeAll(async () => {
  [bulkhead, browser] = await Promise.all([TestBulkhead.start(), openBrowser()]);
  addresses = await addressesOfAll();
});
afterAll(async () => {
  await browser.close();
  await bulkhead.stop();
});

/** Something to see on each page, and where it is. */
async function addressesOfAll(): Promise<Readonly<Record<string, string>>> {
  const good = Array.from({ length: 5 }, (_, at) => ({ id: `kept-${at}` }));
  await bulkhead.import(sessionFile(good), { importerId: "snapshots" });
  const asking = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: {
      entity: "courseGroupInPersonEvent",
      asset: await uploaded(sessionFile([])),
      mode: "snapshot",
      importerId: "snapshots",
    },
    headers: { Prefer: "wait=5" },
  });
  const isAsking = async () => expect((await bulkhead.job(asking.body.id)).state).toBe("awaiting_approval");
  await vi.waitFor(isAsking, { timeout: 120_000 });
  const rows = [
    { country: "Austria" },
    { country: "Austria" },
    { title: "" },
    { id: 'rtl\u202e"<img src=x onerror=alert(1)>', country: "<b>" },
  ];
  const broken = await bulkhead.import(sessionFile(rows), { importerId: "feed" });
  const dry = await bulkhead.import(sessionFile([{ id: "kept-1", title: "Other" }]), {
    importerId: "feed",
    dryRun: true,
  });
  await bulkhead.import("id,userId\ns-1,nobody\n", { entity: "student", importerId: "campus" });
  const schedule = await bulkhead.call<{ id: string; code?: string }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly", cron: "30 2 * * 1-5", timeZone: "Europe/Vienna", skipIfUnchanged: false },
      import: { entity: "courseGroupInPersonEvent", asset: await uploaded(sessionFile(good)), importerId: "nightly" },
    },
  });
  await bulkhead.call("POST", `/api/schedules/${schedule.body.id}/trigger`, { headers: { Prefer: "wait=30" } });
  await bulkhead.upload(
    "pages/roster.zip",
    zipFile([
      { name: "orgs.csv", content: "sourcedId,name,type\no1,School,school\n" },
      { name: "users.csv", content: "sourcedId,givenName,familyName\nu1,Ada,Lovelace\n,Alan,Turing\n" },
      { name: "notes.txt", content: "" },
    ]),
  );
  const roster = await bulkhead.call<{ id: string; jobs: { id: string }[] }>("POST", "/api/packages", {
    json: { asset: "pages/roster.zip", preset: "sds-2.1", importerId: "pages" },
    headers: { Prefer: "wait=30" },
  });
  const credential = { type: "basic", origin: "https://erp.example", username: "nightly", password: "a secret" };
  await bulkhead.call("PUT", "/api/credentials/pages", { json: credential });
  await bulkhead.call("PUT", "/api/holds/pages/user", { json: { createdPercent: 20, rows: 1000 } });
  const hook = { url: "https://campus.example/hook", events: ["job.completed", "job.failed"] };
  const webhook = await bulkhead.call<{ id: string }>("POST", "/api/webhooks", { json: hook });
  await bulkhead.call("POST", `/api/webhooks/${webhook.body.id}/test`);
  return {
    imports: "/console",
    problems: `/console/jobs/${broken.id}`,
    group: `/console/jobs/${broken.id}/problems?code=INVALID_COUNTRY&column=country&value=Austria`,
    plan: `/console/jobs/${dry.id}/plan`,
    deletions: `/console/jobs/${asking.body.id}`,
    "integrity of an import": `/console/jobs/${broken.id}/integrity`,
    about: `/console/jobs/${broken.id}/about`,
    "new import": "/console/import",
    "second step": `/console/import?asset=${broken.asset.path}`,
    "a part to choose": `/console/import?asset=${await uploaded(archive)}`,
    "columns to map": `/console/import?asset=${await uploaded("Kennung,Vornamen,Nachname\n")}`,
    schedules: "/console/schedules",
    schedule: `/console/schedules/${schedule.body.id}`,
    integrity: "/console/integrity",
    files: "/console/files",
    credentials: "/console/credentials",
    "SFTP credential": "/console/credentials?type=ssh",
    "a file on another server": "/console/import?url=https://erp.example/users.csv&auth=pages",
    package: `/console/jobs/${roster.body.id}`,
    "a package's file": `/console/jobs/${roster.body.jobs[0]?.id}`,
    holds: "/console/holds",
    webhooks: "/console/webhooks",
    webhook: `/console/webhooks/${webhook.body.id}`,
    limits: "/console/limits",
    "audit trail": "/console/audit",
    keys: "/console/keys",
    "nothing here": "/console/nowhere",
  };
}

const archive = zipFile(["a.csv", "b.csv"].map((name) => ({ name, content: "id\n" })));

async function uploaded(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const path = `pages/${randomUUID()}.csv`;
  await bulkhead.upload(path, content);
  return path;
}

test("every page, light and dark, wide and narrow, is fit for all readers and within its policy", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const visitor = await ConsolePage.open(browser, bulkhead, { colorScheme });
    await visitor.signIn(bulkhead.key);
    for (const [name, address] of Object.entries(addresses)) {
      await visitor.page.setViewportSize({ width: 1_100, height: 900 });
      await visitor.go(address);
      expect([name, colorScheme, await visitor.accessibilityFaults()]).toEqual([name, colorScheme, []]);
      await visitor.page.setViewportSize({ width: 320, height: 700 });
      expect([name, await visitor.overflow()]).toEqual([name, 0]);
    }
    // The browser reports the answer 404 to the address that is none.
    expect(visitor.complaints.filter((text) => !text.includes("404"))).toEqual([]);
    await visitor.close();
  }
});

test("a German browser gets German pages without English texts of ours", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead, { locale: "de-AT" });
  await visitor.page.context().setExtraHTTPHeaders({ "Accept-Language": "de-AT,de;q=0.9,en;q=0.5" });
  await visitor.go("/console/sign-in");
  await visitor.page.getByLabel("API-Schlüssel").fill(bulkhead.key);
  await visitor.page.getByRole("button", { name: "Anmelden" }).click();
  await visitor.page.getByRole("heading", { level: 1, name: "Importe" }).waitFor();
  await visitor.go(addresses.problems ?? "");
  expect(await visitor.page.locator("html").getAttribute("lang")).toBe("de");
  expect(await visitor.headline()).toBe("0 Zeilen übernommen, 4 nicht.");
  await visitor.page.getByText("Kein vergebenes Länderkürzel").first().waitFor();
  await visitor.go(addresses.schedule ?? "");
  expect(await visitor.page.locator("main").textContent()).toContain("Um 02:30, Montag bis Freitag");
  await visitor.close();
});

test("without JavaScript an import is found, filtered, corrected and undone", async () => {
  const job = await bulkhead.import(sessionFile([{ id: "plain", title: "" }]), { importerId: "plain-browser" });
  const visitor = await ConsolePage.open(browser, bulkhead, { javaScriptEnabled: false });
  await visitor.signIn(bulkhead.key);
  const { page } = visitor;
  await page.getByText("Filter").click();
  await page.getByLabel("Importer", { exact: true }).fill("plain-browser");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("table").getByRole("link").click();
  expect(page.url()).toContain(job.id);
  await page.getByLabel("title in line 2").fill("A title");
  await page.getByRole("button", { name: "Correct and send again" }).click();
  await page.getByText("1 row is in.").waitFor();
  await page.getByRole("button", { name: "Undo the import" }).click();
  async function reloaded() {
    await page.reload();
    return visitor.headline();
  }
  await expect.poll(reloaded).toContain("Undone: 1 row removed");
  await visitor.close();
});

test("times are shown by the reader's clock, with UTC in the title", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  const time = visitor.page.locator("time").first();
  const iso = (await time.getAttribute("datetime")) ?? "";
  expect(await time.getAttribute("title")).toBe(`${iso.slice(0, 19).replace("T", " ")} UTC`);
  const zone = { timeZone: "Europe/Vienna", dateStyle: "medium", timeStyle: "medium" } as const;
  const wanted = new Intl.DateTimeFormat("en-GB", zone).format(new Date(iso));
  await expect
    .poll(async () => (await time.textContent())?.replaceAll("\u202f", " "))
    .toBe(wanted.replaceAll("\u202f", " "));
  await visitor.close();
});

test("a hostile cell is shown as text, its invisible characters by their code points", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  let alerts = 0;
  visitor.page.on("dialog", () => alerts++);
  await visitor.go(addresses.problems ?? "");
  const heading = visitor.page.getByRole("heading", { level: 3 }).last();
  expect(await heading.textContent()).toContain('rtl‹U+202E›"<img src=x onerror=alert(1)>');
  expect(await visitor.page.locator("main img").count()).toBe(0);
  expect(alerts).toBe(0);
  await visitor.close();
});

test("a cell of 7 MB is shown by its beginning", async () => {
  const huge = "x".repeat(7 << 20);
  const job = await bulkhead.import(sessionFile([{ country: huge }]), { importerId: "huge" });
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  let bytes = 0;
  visitor.page.on("response", async (response) => {
    if (response.url().includes(job.id)) bytes += (await response.body()).length;
  });
  await visitor.go(`/console/jobs/${job.id}`);
  await visitor.page.getByText("INVALID_COUNTRY").first().waitFor();
  await expect.poll(() => bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(50_000);
  await visitor.close();
});

test("the first page takes less than 50 kB, the scripts of a page less than 20 kB", async () => {
  const visitor = await ConsolePage.open(browser, bulkhead);
  const sizes = new Map<string, number>();
  visitor.page.on("response", async (response) => {
    if (response.status() === 200) sizes.set(new URL(response.url()).pathname, (await response.body()).length);
  });
  await visitor.signIn(bulkhead.key);
  await visitor.page.waitForLoadState("networkidle");
  const all = [...sizes].filter(([path]) => path === "/console" || path.startsWith("/console/static"));
  const scripts = all.filter(([path]) => path.endsWith(".js"));
  const total = (of: readonly (readonly [string, number])[]) => of.reduce((sum, [, size]) => sum + size, 0);
  console.log(`first page ${total(all)} bytes, of them scripts ${total(scripts)}`);
  expect(total(all)).toBeLessThan(50_000);
  expect(total(scripts)).toBeLessThan(20_000);
  await visitor.close();
});
