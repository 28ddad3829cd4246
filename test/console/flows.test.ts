import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { testCertificate } from "../support/certificate.js";
import { startHttpsServer } from "../support/https-server.js";
import { sessionFile } from "../support/session-file.js";
import { workbookFile } from "../support/workbook-file.js";
import { zipFile } from "../support/zip-file.js";
import { ConsolePage, openBrowser } from "./browser.js";

let bulkhead: TestBulkhead;
let browser: Browser;
beforeAll(async () => {
  const settings = { BULKHEAD_ALLOW_SOURCES: "127.0.0.2" };
  [bulkhead, browser] = await Promise.all([TestBulkhead.start(settings), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await bulkhead.stop();
});

async function visit(path: string): Promise<ConsolePage> {
  const visitor = await ConsolePage.open(browser, bulkhead);
  await visitor.signIn(bulkhead.key);
  await visitor.go(path);
  return visitor;
}

async function leave(visitor: ConsolePage): Promise<void> {
  expect(visitor.complaints).toEqual([]);
  await visitor.close();
}

async function stored(id: string) {
  return bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .select(["id", "country", "title"])
    .where("id", "=", id)
    .executeTakeFirst();
}

test("a workbook with headers of its own is imported: the sheet is chosen, its columns are mapped, and the next file needs no more", async () => {
  const inline = (cell: string, text: string) => `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const names = ["Nummer", "Titel", "Anfang", "Ende", "Zeitzone", "Ort", "Adresse", "Stadt", "Land", "Notiz"];
  const cells = [
    "xl-1",
    "Führung",
    "46538.375",
    "46538.75",
    "Europe/Vienna",
    "Campus",
    "Hauptstraße 1",
    "Wien",
    "AT",
    "egal",
  ];
  const rows = `<row r="1">${names.map((name, at) => inline(`${"ABCDEFGHIJ"[at]}1`, name)).join("")}</row><row r="2">${cells
    .map((text, at) =>
      at === 2 || at === 3
        ? `<c r="${"ABCDEFGHIJ"[at]}2" s="1"><v>${text}</v></c>`
        : inline(`${"ABCDEFGHIJ"[at]}2`, text),
    )
    .join("")}</row>`;
  const sheets = [
    { name: "Deckblatt", rows: `<row r="1">${inline("A1", "Bericht")}</row>` },
    { name: "Termine", rows },
  ];
  const buffer = Buffer.from(workbookFile({ sheets, formats: ["dd.mm.yyyy hh:mm"] }));
  const visitor = await visit("/console/import");
  const { page } = visitor;
  const choose = async () => {
    await page
      .getByLabel("Drop a file here, or choose one")
      .setInputFiles({ name: "Termine.xlsx", mimeType: "", buffer });
    await page.getByRole("button", { name: "Upload" }).click();
    await page.getByLabel("Which sheet of the workbook").selectOption("Termine");
    await page.getByRole("button", { name: "Go on" }).click();
  };
  await choose();
  await page.getByText("Required columns that the header lacks: id, startDate").waitFor();
  await page.getByLabel("Nummer").selectOption("id");
  await page.getByLabel("Anfang").selectOption("startDate");
  expect(await page.getByLabel("Land").inputValue()).toBe("country");
  await page.getByLabel("Time zone of dates without one").fill("Europe/Vienna");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("1 row is in.").waitFor();
  expect(await stored("xl-1")).toMatchObject({ title: "Führung" });
  await page.getByRole("link", { name: "About" }).click();
  await page.getByText("sheet Termine, 2 dates").waitFor();
  await visitor.go("/console/import");
  await choose();
  expect(await page.getByLabel("Nummer").inputValue()).toBe("id");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("1 row is as it was.").or(page.getByText("1 row is in.")).waitFor();
  await leave(visitor);
});

test("a broken file goes from the reader's machine through a dry run and corrections to a complete import", async () => {
  const visitor = await visit("/console/import");
  const { page } = visitor;
  const rows = Array.from({ length: 12 }, (_, at) => ({ id: `up-${at}`, country: at < 8 ? "Austria" : "AT" }));
  const buffer = Buffer.from(sessionFile([...rows, { id: "up-no-title", title: "" }], ";"));
  await page.getByLabel("Drop a file here, or choose one").setInputFiles({ name: "übung 1.csv", mimeType: "", buffer });
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByText("Proposed: 9 of 9 columns of the header fit.").waitFor();
  expect(await page.getByLabel("What the rows are").inputValue()).toBe("courseGroupInPersonEvent");
  await page.getByLabel("Importer").fill("registrar");
  await page.getByRole("button", { name: "Try it out (dry run)" }).click();
  await page.getByText("Dry run: 4 rows would be in, 9 would not. Nothing was stored.").waitFor();
  expect(await stored("up-9")).toBeUndefined();
  await page.getByRole("button", { name: "Import for real" }).click();
  await page.getByText("4 rows are in, 9 are not.").waitFor();
  await page.getByLabel("Replace by").fill("AT");
  await page.getByRole("button", { name: "Replace in 8 rows" }).click();
  await page.getByText("8 rows are in.").waitFor();
  expect(await stored("up-3")).toMatchObject({ country: "AT" });
  await page
    .getByRole("link")
    .filter({ hasText: /^[0-9a-f-]{36}$/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Show 1 row" }).click();
  await page.getByLabel("title in line 14").fill("Ethics");
  await page.getByRole("button", { name: "Correct and send again" }).click();
  await page.getByText("1 row is in.").waitFor();
  expect(await stored("up-no-title")).toMatchObject({ title: "Ethics" });
  await leave(visitor);
});

test("a bad cell is corrected by keyboard alone", async () => {
  const job = await bulkhead.import(sessionFile([{ id: "keys-1", title: "" }]), { importerId: "keyboard" });
  const visitor = await visit(`/console/jobs/${job.id}`);
  const { page } = visitor;
  const focused = () =>
    page.evaluate<string>("document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent ?? ''");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Skip to the content");
  await page.keyboard.press("Enter");
  for (let presses = 0; (await focused()) !== "cell.2.title"; presses++) {
    expect(presses).toBeLessThan(15);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("Typed");
  while ((await focused()) !== "act") await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("1 row is in.").waitFor();
  expect(await stored("keys-1")).toMatchObject({ title: "Typed" });
  await leave(visitor);
});

test("a page follows its import by events, and replaces nothing that is typed in", async () => {
  const holder = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: await uploaded([]), mode: "snapshot", importerId: "live" },
    headers: { Prefer: "wait=30" },
  });
  expect(holder.body.state).toBe("complete");
  await bulkhead.import(sessionFile([{ id: "live-1" }]), { importerId: "live" });
  const asking = await snapshotThatAsks("live");
  const waiting = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: await uploaded([{ id: "live-2" }]), importerId: "live" },
  });
  await expect.poll(async () => (await bulkhead.job(waiting.body.id)).blockedBy).toBe(asking.id);
  const visitor = await visit(`/console/jobs/${waiting.body.id}`);
  await visitor.page.getByText("Waiting until an earlier import of the same importer has ended.").waitFor();
  expect(await visitor.page.getByRole("link", { name: asking.id }).getAttribute("href")).toBe(
    `/console/jobs/${asking.id}`,
  );
  await visitor.page.evaluate("window.isSamePage = true");
  await bulkhead.call("POST", `/api/jobs/${asking.id}/cancel`);
  await visitor.page.getByText("1 row is in.").waitFor();
  await visitor.page.getByRole("button", { name: "Undo the import" }).waitFor();
  expect(await visitor.page.evaluate("window.isSamePage")).toBe(true);
  await leave(visitor);

  const list = await visit("/console");
  await list.page.getByText("Filter").click();
  const field = list.page.getByLabel("File, id or importer");
  await field.fill("typed");
  const job = await bulkhead.import(sessionFile([{ id: "live-3" }]), { importerId: "appears-by-itself" });
  await list.page.getByRole("cell", { name: "appears-by-itself" }).waitFor();
  expect(await field.inputValue()).toBe("typed");
  expect(await list.page.locator(`a[href="/console/jobs/${job.id}"]`).count()).toBe(1);
  await leave(list);
});

async function uploaded(rows: readonly Record<string, string>[]): Promise<string> {
  const path = `flows/${randomUUID()}.csv`;
  await bulkhead.upload(path, sessionFile(rows));
  return path;
}

/** A snapshot without rows, which asks before it deletes what the importer has. */
async function snapshotThatAsks(importerId: string): Promise<JobResource> {
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: await uploaded([]), mode: "snapshot", importerId },
  });
  await expect.poll(async () => (await bulkhead.job(body.id)).state).toBe("awaiting_approval");
  return bulkhead.job(body.id);
}

test("deletions are shown, refused, and approved by typing how many there are", async () => {
  const rows = Array.from({ length: 150 }, (_, at) => ({ id: `gone-${String(at).padStart(3, "0")}` }));
  await bulkhead.import(sessionFile(rows), { importerId: "leavers" });
  const refused = await snapshotThatAsks("leavers");
  const visitor = await visit(`/console/jobs/${refused.id}`);
  const { page } = visitor;
  expect(await visitor.headline()).toBe("Would delete 150 of 150 rows, and waits for an approval.");
  await page.getByText("The file has no rows.").waitFor();
  await page.getByText("gone-007").first().waitFor();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByText("gone-057").first().waitFor();
  await page.getByRole("button", { name: "Refuse, and cancel the import" }).click();
  await page.getByText("Cancelled; nothing was stored.").waitFor();
  expect(await stored("gone-007")).toBeDefined();

  const asking = await snapshotThatAsks("leavers");
  await visitor.go(`/console/jobs/${asking.id}/deletions`);
  await page.getByLabel("Type the number of rows to confirm: 150").fill("15");
  await page.getByRole("button", { name: "Approve 150 deletions" }).click();
  await page.getByText("The number does not match; nothing was done.").waitFor();
  await page.goBack();
  await page.getByLabel("Type the number of rows to confirm: 150").fill("150");
  await page.getByRole("button", { name: "Approve 150 deletions" }).click();
  await expect.poll(async () => (await bulkhead.job(asking.id)).state).toBe("complete");
  expect(await stored("gone-007")).toBeUndefined();

  await visitor.go(`/console/jobs/${asking.id}`);
  await page.getByText("Undo the import").first().click();
  await page.getByLabel("Undoing changes 150 rows. Type this number to confirm: 150").fill("150");
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect.poll(async () => (await bulkhead.job(asking.id)).state).toBe("undone");
  expect(await stored("gone-007")).toBeDefined();
  // The browser reports the answer 400 to the wrong number.
  expect(visitor.complaints.filter((text) => !text.includes("400"))).toEqual([]);
  await visitor.close();
});

test("a schedule is paused, resumed and run now, and says what became of its times", async () => {
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly rows", cron: "30 2 * * *", timeZone: "Europe/Vienna", skipIfUnchanged: false },
      import: { entity: "courseGroupInPersonEvent", asset: await uploaded([{ id: "night-1" }]), importerId: "night" },
    },
  });
  const visitor = await visit("/console/schedules");
  const { page } = visitor;
  await page.getByText("At 02:30, every day").waitFor();
  await page.getByRole("link", { name: "nightly rows" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("None: it is paused.").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => page.getByRole("cell", { name: /at 02:30$/ }).count()).toBe(5);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByText("1 row is in.").waitFor();
  await page.goto(`${bulkhead.url}/console/schedules/${body.id}`);
  await page.getByRole("listitem").getByRole("link", { name: "complete" }).click();
  await page.getByText("1 row is in.").waitFor();
  await leave(visitor);
});

test("a key is made with its limits, shown once, rotated and revoked; a file is removed", async () => {
  const visitor = await visit("/console/keys");
  const { page } = visitor;
  await page.locator("summary", { hasText: "Make a key" }).click();
  await page.getByLabel("Name").fill("campus feed");
  await page.getByLabel("Role").selectOption("read");
  await page.getByLabel(/^Days/).fill("30");
  await page.getByLabel(/^Only these importers/).fill("campus, library");
  await page.getByLabel(/^Only these entities/).selectOption(["user"]);
  await page.getByLabel("may approve imports").uncheck();
  await page.getByRole("button", { name: "Make a key" }).click();
  const key = (await page.getByRole("status").locator("code").textContent()) ?? "";
  expect((await bulkhead.call("GET", "/api/jobs", { key })).status).toBe(200);
  await visitor.go("/console/keys");
  expect(await page.locator("main").textContent()).not.toContain(key);
  const cards = page.getByRole("listitem").filter({ hasText: "campus feed" });
  await cards.getByText(/campus, library · .* · may not approve imports/).waitFor();
  await cards.locator("summary", { hasText: "Replace by a new key" }).click();
  await cards.getByRole("button", { name: "Replace by a new key" }).click();
  const next = (await page.getByRole("status").locator("code").textContent()) ?? "";
  expect((await bulkhead.call("GET", "/api/jobs", { key: next })).status).toBe(200);
  const former = cards.filter({ hasText: "replaced by a newer key" });
  await former.locator("summary", { hasText: "Revoke" }).click();
  await former.getByRole("button", { name: "Revoke" }).click();
  await cards.getByText("Revoked").waitFor();
  expect((await bulkhead.call("GET", "/api/jobs", { key })).status).toBe(401);
  expect((await bulkhead.call("GET", "/api/jobs", { key: next })).status).toBe(200);

  await bulkhead.upload("to-remove/file.csv", sessionFile([]));
  await visitor.go("/console/files?prefix=to-remove/");
  await page.locator("summary", { hasText: "Remove" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.waitForURL(/\/console\/files$/);
  expect((await bulkhead.call("GET", "/api/assets/to-remove/file.csv")).status).toBe(404);
  await leave(visitor);
});

test("a webhook is made, tried, disabled and deleted; a hold is stored and deleted", async () => {
  const certificate = await testCertificate(["IP:127.0.0.2"]);
  const server = await startHttpsServer(certificate, "127.0.0.2", (_, response) => response.writeHead(204).end());
  const visitor = await visit("/console/webhooks");
  const { page } = visitor;
  await page.getByLabel(/^Address/).fill(`${server.origin}/hook`);
  await page.getByLabel("An import failed").check();
  await page.getByLabel(/^Certificate/).fill(certificate.cert);
  await page.getByRole("button", { name: "Make a webhook" }).click();
  expect(await page.getByRole("status").locator("code").textContent()).toMatch(/^whsec_/);
  await page.getByRole("link", { name: `${server.origin}/hook` }).click();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect.poll(() => server.requests.length).toBe(1);
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole("table").textContent();
    })
    .toMatch(/webhook\.test.*delivered.*204/);
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByText("disabled by an admin").waitFor();
  await page.locator("summary", { hasText: "Delete" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByText("There is no webhook.").waitFor();

  await visitor.go("/console/holds");
  await page.getByRole("textbox", { name: "Importer" }).fill("campus");
  await page.getByLabel(/^Most rows created, in/).fill("20");
  await page.getByRole("button", { name: "Store a hold" }).click();
  const card = page.getByRole("listitem").filter({ hasText: "campus" });
  await card.getByText(/^Most rows created, in .*: 20$/).waitFor();
  await card.locator("summary", { hasText: "Delete the hold" }).click();
  await card.getByRole("button", { name: "Delete the hold" }).click();
  await page.getByText(/^No importer has a hold/).waitFor();
  await leave(visitor);
  await server.close();
});

test("a credential is stored, opens a file on another server for an import, and is forgotten", async () => {
  const answer = "id,firstName,lastName\nfar-1,Ada,Lovelace\n";
  const certificate = await testCertificate(["IP:127.0.0.2"]);
  const server = await startHttpsServer(certificate, "127.0.0.2", ({ headers }, response) =>
    response.writeHead(headers.authorization ? 200 : 401, { "Content-Type": "text/csv" }).end(answer),
  );
  const visitor = await visit("/console/credentials");
  const { page } = visitor;
  await page.getByLabel(/^Name, as/).fill("far");
  await page.getByLabel(/^Server, which/).fill(server.origin);
  await page.getByLabel("User name").fill("nightly");
  await page.getByLabel("Password").fill("a secret of far");
  await page.getByLabel(/^Certificate/).fill(certificate.cert);
  await page.getByRole("button", { name: "Store" }).click();
  const card = page.getByRole("listitem").filter({ hasText: server.origin });
  await card.getByText("far", { exact: true }).waitFor();
  expect(await page.content()).not.toContain("a secret of far");

  await visitor.go("/console/import");
  await page.getByLabel("Address").fill(`${server.origin}/users.csv`);
  await page.getByLabel("Credential").selectOption("far");
  await page.locator("form", { hasText: "another server" }).getByRole("button", { name: "Go on" }).click();
  await page.getByLabel("What the rows are").selectOption("user");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("1 row is in.").waitFor();

  await visitor.go("/console/credentials");
  await card.locator("summary").click();
  await card.getByRole("button", { name: "Forget" }).click();
  await page.getByText("There is no credential.").waitFor();
  await leave(visitor);
  await server.close();
});

test("all files of an archive are imported at once, and each has its page", async () => {
  const path = `${randomUUID()}.zip`;
  await bulkhead.upload(
    path,
    zipFile([
      { name: "orgs.csv", content: "sourcedId,name,type\nflow-o1,School,school\n" },
      { name: "users.csv", content: "sourcedId,givenName,familyName\nflow-u1,Ada,Lovelace\n" },
      { name: "notes.txt", content: "for people" },
    ]),
  );
  const visitor = await visit(`/console/import?asset=${path}`);
  const { page } = visitor;
  await page.getByLabel("Format of the archive").selectOption("sds-2.1");
  const form = page.locator("form", { hasText: "Or all files of the archive" });
  await form.getByLabel(/^Importer/).fill("a roster");
  await page.getByRole("button", { name: "Import the package" }).click();
  await page.getByText("2 rows are in.").waitFor();
  await page.getByText("School Data Sync 2.1 has no file of this name.").waitFor();
  await page.getByRole("link", { name: "users.csv" }).click();
  await page.getByText("1 row is in.").waitFor();
  await page
    .getByRole("link", { name: /^[0-9a-f-]{36}$/ })
    .first()
    .click();
  await page.getByRole("heading", { level: 1, name: /Package/ }).waitFor();
  await leave(visitor);
});

test("a form that is sent twice starts one import", async () => {
  const job = await bulkhead.import(sessionFile([{ id: "twice-1", title: "" }]), { importerId: "sent-twice" });
  const visitor = await visit(`/console/jobs/${job.id}`);
  const Cookie = (await visitor.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const once = await visitor.page.locator("ol.rows").locator("..").locator("input[name=once]").inputValue();
  const send = () =>
    fetch(`${bulkhead.url}/console/jobs/${job.id}/corrections`, {
      method: "POST",
      redirect: "manual",
      headers: { Cookie, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ once, "cell.2.title": "Twice", act: "send" }),
    });
  const [first, second] = [await send(), await send()];
  expect(first.status).toBe(303);
  expect(second.headers.get("location")).toBe(first.headers.get("location"));
  await leave(visitor);
});

test("inputs hold the file's own cells however the header is spelled, so that only what was typed is sent", async () => {
  const file = sessionFile([
    { id: "own-1", title: "", country: "Austria" },
    { id: "own-2", country: "Austria" },
  ])
    .replace("id,title", "ID, Title ")
    .replace("country", "COUNTRY");
  const job = await bulkhead.import(file, { importerId: "spelling" });
  const visitor = await visit(`/console/jobs/${job.id}`);
  const { page } = visitor;
  expect(await page.getByLabel("country in line 3").inputValue()).toBe("Austria");
  await page.getByRole("heading", { level: 3, name: "Line 3 own-2" }).waitFor();
  await page.getByLabel("country in line 3").fill("AT");
  await page.getByRole("button", { name: "Correct and send again" }).click();
  await page.getByText("1 row is in.").waitFor();
  expect(await stored("own-2")).toMatchObject({ country: "AT" });
  expect(await stored("own-1")).toBeUndefined();
  await leave(visitor);
});

test("a value with line breaks is replaced in all its rows", async () => {
  const country = "Austria\nVienna";
  const job = await bulkhead.import(
    sessionFile([
      { id: "br-1", country },
      { id: "br-2", country },
    ]),
    { importerId: "breaks" },
  );
  const visitor = await visit(`/console/jobs/${job.id}`);
  await visitor.page.getByLabel("Replace by").fill("AT");
  await visitor.page.getByRole("button", { name: "Replace in 2 rows" }).click();
  await visitor.page.getByText("2 rows are in.").waitFor();
  await leave(visitor);
});

test("a cancelled import says who cancelled it, and an undo is followed to its end", async () => {
  await bulkhead.import(sessionFile([{ id: "said-1" }]), { importerId: "said" });
  const asking = await snapshotThatAsks("said");
  const visitor = await visit(`/console/jobs/${asking.id}`);
  const { page } = visitor;
  await page.getByRole("button", { name: "Cancel the import", exact: true }).click();
  await page.getByText("The import was cancelled by the key admin-key").waitFor();
  const job = await bulkhead.import(sessionFile([{ id: "said-2" }]), { importerId: "said" });
  await visitor.go(`/console/jobs/${job.id}`);
  await page.getByRole("button", { name: "Undo the import" }).click();
  await page.getByText("Undone: 1 row removed").waitFor();
  await leave(visitor);
});
