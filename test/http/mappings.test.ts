import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { workbookFile } from "../support/workbook-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

const entity = "courseGroupInPersonEvent";
const place = (importerId: string, of = entity) => `/api/mappings/${encodeURIComponent(importerId)}/${of}`;
const put = (importerId: string, json: object, of = entity) =>
  bulkhead.call<{ version: number; code: string; faults: { path: string }[] }>("PUT", place(importerId, of), { json });

const header = "Nummer;Titel;Beginn;Ende;Ort;Straße;Stadt;Staat;Art;Bemerkung";
const row = (number: string, cells: Partial<Record<"begin" | "end" | "country" | "kind", string>> = {}) =>
  [
    ...[
      number,
      "Führung",
      cells.begin ?? "31.05.2027 09:00",
      cells.end ?? "31.05.2027 17:00",
      "Campus",
      "Hauptstraße 1",
    ],
    ...["Wien", cells.country ?? "Österreich", cells.kind ?? "offen", "egal"],
  ].join(";");
const mapping = {
  columns: { Nummer: "id", Staat: "country", Art: "status", Bemerkung: null },
  constants: { timeZone: "Europe/Vienna", language: "de-AT" },
  values: { country: { Österreich: "AT", Deutschland: "DE" }, status: { offen: "published", zu: "archived" } },
  dates: { format: "dd.MM.yyyy HH:mm", timeZone: "Europe/Vienna" },
};

async function send(importerId: string, rows: readonly string[], options: object = {}) {
  return bulkhead.import([header, ...rows, ""].join("\n"), { entity, importerId, ...options });
}

const stored = (id: string) =>
  bulkhead.deps.db.query
    .selectFrom(entity)
    .select(["title", "country", "status", "timeZone", "language", "startDate", "jobId"])
    .where("id", "=", id)
    .executeTakeFirst();

test("a file with its own headers, values and dates is imported by the mapping of its importer", async () => {
  expect(await put("own", mapping)).toMatchObject({ status: 200, body: { importerId: "own", entity, ...mapping } });
  const job = await send("own", [
    row("own-1"),
    row("own-2", { country: "DE", kind: "" }),
    row("own-3", { country: "Frankreich" }),
    row("own-4", { begin: "28.03.2027 02:30" }),
    row("own-5", { begin: "2027-05-31T09:00:00+02:00" }),
  ]);
  expect(job).toMatchObject({
    ...{ state: "complete_with_rejects", counts: { created: 3, invalid: 2 } },
    issuesByCode: { INVALID_COUNTRY: 1, AMBIGUOUS_TIME: 1 },
    mapping: { version: expect.any(Number) },
  });
  expect(job.warnings).toEqual([]);
  const moment = new Date("2027-05-31T07:00:00.000Z");
  expect(await stored("own-1")).toMatchObject({
    country: "AT",
    status: "published",
    timeZone: "Europe/Vienna",
    language: "de-AT",
    startDate: moment,
  });
  expect(await stored("own-2")).toMatchObject({ country: "DE", status: "draft" });
  expect(await stored("own-5")).toMatchObject({ startDate: moment });
  const valid = await bulkhead.call<{ items: { record: object }[] }>(
    "GET",
    `/api/jobs/${job.id}/rows?outcome=valid&limit=1`,
  );
  expect(valid.body.items[0]?.record).toMatchObject({
    id: "own-1",
    country: "AT",
    startDate: "2027-05-31T07:00:00.000Z",
    timeZone: "Europe/Vienna",
  });
  const rejects = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(rejects.body.split(/\r?\n/)[0]).toBe(`${header};_line;_code;_reason`);
  expect(rejects.body).toContain("Frankreich");
  const corrected = await bulkhead.call<JobResource>("POST", `/api/jobs/${job.id}/corrections`, {
    json: { replace: [{ code: "INVALID_COUNTRY", column: "country", from: "Frankreich", to: "Deutschland" }] },
    headers: { Prefer: "wait=30" },
  });
  expect(corrected.body).toMatchObject({ state: "complete", counts: { created: 1 } });
  expect(await stored("own-3")).toMatchObject({ country: "DE" });
});

test.each([
  ["small", 40],
  ["large", 12_000],
])(
  "a mapping that changes between two nights updates exactly the rows that it changes: a %s file",
  async (size, count) => {
    const importer = `nights-${size}`;
    const rows = Array.from({ length: count }, (_, at) =>
      row(`${size}-${at}`, { kind: at % 4 === 0 ? "zu" : "offen" }),
    );
    await put(importer, mapping);
    expect(await send(importer, rows)).toMatchObject({ state: "complete", counts: { created: count } });
    expect(await send(importer, rows)).toMatchObject({ counts: { unchanged: count } });
    await put(importer, { ...mapping, values: { ...mapping.values, status: { offen: "published", zu: "draft" } } });
    expect(await send(importer, rows)).toMatchObject({ counts: { updated: count / 4, unchanged: (3 * count) / 4 } });
    expect(await stored(`${size}-4`)).toMatchObject({ status: "draft" });
    expect(await send(importer, rows, { mode: "snapshot" })).toMatchObject({
      counts: { unchanged: count, deleted: 0 },
    });
  },
);

test("a job keeps the mapping that it was accepted with; without one, columns and values are as declared", async () => {
  await put("pinned", mapping);
  const first = await send("pinned", [row("pinned-1")], { dryRun: true });
  expect((await bulkhead.call("DELETE", place("pinned"))).status).toBe(204);
  expect((await bulkhead.call("DELETE", place("pinned"))).status).toBe(404);
  const valid = await bulkhead.call<{ items: { record: object }[] }>("GET", `/api/jobs/${first.id}/rows?outcome=valid`);
  expect(valid.body.items[0]?.record).toMatchObject({ country: "AT" });
  const failed = await send("pinned", [row("pinned-1")]);
  expect(failed).toMatchObject({ state: "failed", error: { code: "MISSING_COLUMN" }, mapping: null });
});

test("a missing column comes with the columns that may be it", async () => {
  const job = await bulkhead.import("id,Titel,Startdatumm,Enddatum\nx,y,z,a\n", { entity });
  expect(job.error).toMatchObject({ code: "MISSING_COLUMN" });
  expect(job.error?.hint).toContain("a mapping may take Startdatumm for startDate");
});

test("a workbook's dates are read in the zone of the mapping", async () => {
  await put("sheet", { constants: { timeZone: "Europe/Vienna" }, dates: { timeZone: "Europe/Vienna" } });
  const inline = (cell: string, text: string) => `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const names = ["id", "title", "startDate", "endDate", "locationName", "address1", "city", "country"];
  const letters = "ABCDEFGH";
  const head = names.map((name, at) => inline(`${letters[at]}1`, name)).join("");
  const cells = ["sheet-1", "Title", "", "", "Campus", "Street 1", "Wien", "AT"]
    .map((text, at) =>
      at === 2 || at === 3
        ? `<c r="${letters[at]}2" s="1"><v>${46_538 + (at === 2 ? 0.375 : 0.75)}</v></c>`
        : inline(`${letters[at]}2`, text),
    )
    .join("");
  const rows = `<row r="1">${head}</row><row r="2">${cells}</row>`;
  const bytes = workbookFile({ sheets: [{ name: "A", rows }], formats: ["dd.mm.yyyy hh:mm"] });
  const job = await bulkhead.import(bytes, { entity, importerId: "sheet" });
  expect(job).toMatchObject({ state: "complete", counts: { created: 1 }, asset: { detected: { dates: 2 } } });
  expect(await stored("sheet-1")).toMatchObject({ startDate: new Date("2027-05-31T07:00:00.000Z") });
});

test("constants and values hold for lists, too", async () => {
  await put("listed", { constants: { type: "FACULTY" }, values: { type: { Institut: "INSTITUTE" } } }, "organization");
  const list = JSON.stringify([
    { id: "listed_1", name: "Law" },
    { id: "listed_2", name: "Medicine", type: "Institut" },
  ]);
  const answer = await bulkhead.call("POST", "/import/organizations?importerId=listed", {
    body: list,
    headers: { "Content-Type": "application/json" },
  });
  expect(answer).toMatchObject({ status: 200, body: { importResult: "SUCCESS", importWarnings: [] } });
  const rows = await bulkhead.deps.db.query
    .selectFrom("organization")
    .select("type")
    .where("importerId", "=", "listed")
    .orderBy("id")
    .execute();
  expect(rows).toEqual([{ type: "FACULTY" }, { type: "INSTITUTE" }]);
});

test("a password is masked and never given back, whichever name its column has", async () => {
  await put("secret", { columns: { Geheim: "passwordOrHash" } }, "user");
  const job = await bulkhead.import("id,Vorname,Nachname,Geheim\nsecret_1,Ada,,hunter2 hunter2\n", {
    entity: "user",
    importerId: "secret",
  });
  expect(job).toMatchObject({ counts: { invalid: 1 } });
  const rows = await bulkhead.call("GET", `/api/jobs/${job.id}/rows`);
  const rejects = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(JSON.stringify([rows.body, rejects.body])).not.toContain("hunter2");

  const beside = await bulkhead.import("id,firstName,lastName,passwordOrHash,Kennwort\nsecret_2,Ada,,,hunter2 2\n", {
    entity: "user",
    importerId: "secret-2",
  });
  const besideRows = await bulkhead.call("GET", `/api/jobs/${beside.id}/rows`);
  const besideRejects = await bulkhead.call<string>("GET", `/api/jobs/${beside.id}/rejects.csv`);
  expect(JSON.stringify([besideRows.body, besideRejects.body])).not.toContain("hunter2");
});

test("constants and values hold for each entry of a list field, in CSV and in JSON", async () => {
  const of = "courseGroupInPersonEvent";
  expect(
    await put(
      "entries",
      { constants: { tags: "New" }, values: { tags: { Neu: "New", Alt: "Old", Beides: "New;Old" } } },
      of,
    ),
  ).toMatchObject({ status: 200 });
  const head = "id,title,startDate,endDate,locationName,address1,city,country,timeZone";
  const cells = "Tour,2027-05-31T09:00:00Z,2027-05-31T17:00:00Z,Campus,Street 1,Wien,AT,Europe/Vienna";
  const csv = `${head},tags\nentries-1,${cells},Neu;Alt\nentries-2,${cells},\n`;
  expect(await bulkhead.import(csv, { entity: of, importerId: "entries" })).toMatchObject({ counts: { created: 2 } });
  const values = `entries-3,${cells}`.split(",");
  const record = Object.fromEntries(head.split(",").map((name, at) => [name, values[at]]));
  const json = JSON.stringify([
    { ...record, tags: ["Alt", "Other", ""] },
    { ...record, id: "entries-4", tags: ["Beides"] },
    { ...record, id: "entries-5", tags: ["", " "] },
  ]);
  const headers = { "Content-Type": "application/json" };
  await bulkhead.call("PUT", "/api/assets/mapped/entries.json", { body: json, headers });
  const listed = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: of, asset: "mapped/entries.json", importerId: "entries" },
    headers: { Prefer: "wait=30" },
  });
  expect(listed.body).toMatchObject({ counts: { created: 3 } });
  const rows = await bulkhead.deps.db.query
    .selectFrom(of)
    .select("tags")
    .where("importerId", "=", "entries")
    .orderBy("id")
    .execute();
  expect(rows).toEqual([
    { tags: ["New", "Old"] },
    { tags: ["New"] },
    { tags: ["Old", "Other"] },
    { tags: ["New", "Old"] },
    { tags: ["New"] },
  ]);
});

test("a mapping that begins to name the column of deletions has every row read again", async () => {
  const of = "organization";
  const count = 30_000;
  const line = (_: unknown, at: number) => `gone_${at},Name,${at % 100 === 0 ? "true" : ""}`;
  const csv = ["id,name,weg", ...Array.from({ length: count }, line), ""].join("\n");
  await put("gone", { columns: { weg: null } }, of);
  expect(await bulkhead.import(csv, { entity: of, importerId: "gone" })).toMatchObject({ counts: { created: count } });
  await put("gone", { columns: { weg: "_delete" } }, of);
  for (const dryRun of [true, false]) {
    const job = await bulkhead.import(csv, { entity: of, importerId: "gone", dryRun });
    expect(job).toMatchObject({ counts: { unchanged: 29_700, deleted: 300 } });
  }
});

test("of two columns for one field the mapped one counts; two that only look like it are both left out", async () => {
  const of = "organization";
  await put("twice", { columns: { Foo: "name" } }, of);
  await bulkhead.import("id,Foo,name\ntwice_1,Mapped,Named\n", { entity: of, importerId: "twice" });
  const read = () =>
    bulkhead.deps.db.query
      .selectFrom(of)
      .select(["name", "type"])
      .where("importerId", "=", "twice")
      .orderBy("id")
      .execute();
  expect(await read()).toMatchObject([{ name: "Mapped" }]);
  const job = await bulkhead.import("id,name,Typ,Art\ntwice_1,Law,FACULTY,INSTITUTE\n", {
    entity: of,
    importerId: "twice",
  });
  expect(job).toMatchObject({ issuesByCode: { UNKNOWN_COLUMN: 2 } });
  expect(await read()).toMatchObject([{ name: "Law", type: null }]);
});

test("a column that is mapped to a field comes back with its rejected rows, whichever name it has", async () => {
  const of = "webinar";
  expect(await put("passcode", { columns: { Passwort: "meetingPassword" } }, of)).toMatchObject({ status: 200 });
  const template = await bulkhead.call<string>("GET", `/api/entities/${of}/template.csv`);
  const names = template.body
    .replace(/^\uFEFF/, "")
    .trim()
    .split(",");
  const csv = `${names.map((name) => (name === "meetingPassword" ? "Passwort" : name)).join(",")}\n${"x".padEnd(names.length, ",")}\n`;
  const job = await bulkhead.import(csv, { entity: of, importerId: "passcode" });
  const rejects = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(rejects.body.split("\n")[0]).toContain("Passwort");
});

test("changes of one mapping at the same time each get a version of their own", async () => {
  const changes = Array.from({ length: 12 }, (_, at) =>
    put("race", { constants: { type: "FACULTY" }, values: { type: { [`x${at}`]: "INSTITUTE" } } }, "organization"),
  );
  const answers = await Promise.all(changes);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map(({ body }) => body.version)).size).toBe(12);
});

test("a schedule does not leave an unchanged file out when the mapping has changed", async () => {
  await put("scheduled", mapping);
  await bulkhead.upload("mapped/nightly.csv", [header, row("scheduled-1"), ""].join("\n"));
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: {
      ...{ name: "mapped", cron: "0 3 * * *", timeZone: "UTC" },
      import: { entity, asset: "mapped/nightly.csv", importerId: "scheduled" },
    },
  });
  const run = async () => {
    const { body } = await bulkhead.call<JobResource>("POST", `/api/schedules/${made.body.id}/trigger`, {});
    return bulkhead.jobEnd(body.id);
  };
  expect(await run()).toMatchObject({ counts: { created: 1 } });
  await put("scheduled", { ...mapping, constants: { ...mapping.constants, language: "de" } });
  expect(await run()).toMatchObject({ counts: { updated: 1 } });
});

test("mappings are listed by page, suggested, and refused with every fault; another tenant sees none", async () => {
  const refused = await put("refused", {
    columns: { A: "nothing" },
    constants: { country: "Austria" },
    dates: { timeZone: "PST" },
  });
  expect(refused).toMatchObject({ status: 422, body: { code: "INVALID_MAPPING" } });
  expect(refused.body.faults.map(({ path }) => path)).toEqual(["dates.timeZone", "columns.A", "constants.country"]);
  expect(await put("refused", {}, "nothing")).toMatchObject({ status: 404, body: { code: "UNKNOWN_ENTITY" } });
  await put("a/b c", {}, "user");
  expect((await bulkhead.call("GET", place("a/b c", "user"))).status).toBe(200);
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { body: { items: { importerId: string }[]; nextCursor: string | null } } = await bulkhead.call(
      "GET",
      `/api/mappings?limit=2${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(...page.body.items.map(({ importerId }) => importerId));
    cursor = page.body.nextCursor;
  }
  expect(seen).toEqual([...seen].sort());
  expect(seen).toContain("a/b c");
  const key = await bulkhead.addKey("admin", "other");
  expect((await bulkhead.call("GET", place("a/b c", "user"), { key })).status).toBe(404);
  const suggested = await bulkhead.call<{ columns: object[] }>("POST", "/api/mappings/suggest", {
    json: { entity: "user", header: ["Vornamen", "?"] },
  });
  expect(suggested.body.columns).toMatchObject([
    { column: "Vornamen", field: "firstName" },
    { column: "?", field: null },
  ]);
  const twice = await bulkhead.call<{ columns: { score: number }[] }>("POST", "/api/mappings/suggest", {
    json: { entity: "user", header: ["Nachname", "Familienname"] },
  });
  for (const { score } of twice.body.columns) expect(score).toBeLessThan(1);
  const reader = await bulkhead.addKey("read");
  expect((await bulkhead.call("PUT", place("x", "user"), { key: reader, json: {} })).status).toBe(403);
});
