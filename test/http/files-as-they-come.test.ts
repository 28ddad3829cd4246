import { afterAll, beforeAll, expect, test } from "vitest";
import type { Issue } from "../../src/domain/issue.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

interface Sent {
  readonly name?: string;
  readonly type?: string | null;
  readonly entity?: string;
}

/** Uploads bytes as a program sent them, and imports them. */
async function send(bytes: string | Uint8Array<ArrayBuffer>, { name, type = "text/csv", entity }: Sent = {}) {
  const asset = `as-they-come/${crypto.randomUUID()}/${name ?? "file.csv"}`;
  const headers: Record<string, string> = type === null ? {} : { "Content-Type": type };
  // A string would be sent as text/plain by itself.
  const body = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  expect((await bulkhead.call("PUT", `/api/assets/${asset}`, { body, headers })).status).toBe(201);
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: entity ?? "courseGroupInPersonEvent", asset, importerId: asset },
    headers: { Prefer: "wait=30" },
  });
  if (started.status >= 400) return started.body;
  return started.status === 202 ? bulkhead.jobEnd(started.body.id) : started.body;
}

function leftOut(job: JobResource): string[] {
  return job.warnings.filter(({ code }) => code === "LEFT_OUT").map(({ message }) => message);
}

const altered = (count: number, line: number, column: string) =>
  `Values were taken without characters that make no difference, such as white space around them: ${count}; the first is on line ${line}, in ${column}.`;
const id = () => `id-${crypto.randomUUID()}`;
const complete = (rows: number) => ({ state: "complete", counts: { valid: rows, invalid: 0 } });

test("a CSV that Windows calls an Excel file is a CSV; an old workbook is refused by name", async () => {
  expect(await send(sessionFile([{ id: id() }]), { type: "application/vnd.ms-excel" })).toMatchObject(complete(1));
  const workbook = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  for (const type of ["text/csv", "application/vnd.ms-excel"]) {
    const job = await send(workbook, { type });
    expect(job).toMatchObject({ state: "failed", error: { code: "UNSUPPORTED_ASSET" } });
    expect(job.error?.message).toContain("an old Excel workbook");
  }
});

test.each([
  ["sep=;\r\n", ";"],
  ["SEP=,\n", ","],
  ['"sep=;"\r\n', ";"],
  ["sep=\t\r\n", "\t"],
  ["#TYPE System.Management.Automation.PSCustomObject\r\n", ","],
])("a line that a program writes before the header for itself is left out: %j", async (line, delimiter) => {
  const file = sessionFile([{ id: id() }, { id: id(), country: "Austria" }], delimiter);
  for (const bytes of [`${line}${file}`, `\ufeff${line}${file}`]) {
    const job = await send(bytes);
    expect(job).toMatchObject({ state: "complete_with_rejects", counts: { valid: 1, invalid: 1 } });
    expect(leftOut(job)).toHaveLength(1);
    const { body } = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${job.id}/rows`);
    expect(body.items.map((row) => row.line)).toEqual([4]);
  }
  const utf16 = Buffer.from(`\ufeff${line}${file}`, "utf16le");
  expect(await send(Uint8Array.from(utf16))).toMatchObject({ counts: { valid: 1, invalid: 1 } });
});

test("columns without a name at the end of a header are left out and counted once", async () => {
  const lines = sessionFile([{ id: id() }])
    .trimEnd()
    .split("\n");
  const job = await send(lines.map((line) => line + ",".repeat(1_190)).join("\n"));
  expect(job).toMatchObject(complete(1));
  expect(job.warnings.map(({ message }) => message)).toEqual(["Columns without a name were left out: 1190."]);
});

test.each([
  ["small", 3],
  ["large", 20_000],
])("rows of delimiters only are not rows, and are counted once: a %s file", async (_, rows) => {
  const good = Array.from({ length: rows }, () => ({ id: id() }));
  const lines = sessionFile(good).trimEnd().split("\n");
  const empty = ",".repeat(8);
  const file = [
    lines[0],
    empty,
    ...lines.slice(1, 3),
    ` ${empty}\t`,
    empty,
    ...lines.slice(3),
    ...Array(50_000).fill(empty),
  ];
  for (const text of [file.join("\n"), `${file.join("\r\n")}\r\n`]) {
    for (const bytes of [new TextEncoder().encode(text), Uint8Array.from(Buffer.from(`\ufeff${text}`, "utf16le"))]) {
      const job = await send(bytes);
      expect(job).toMatchObject({ ...complete(rows), progress: { rowsTotal: rows } });
      expect(leftOut(job)).toEqual(["Rows without a single value were left out: 50003; this is the first."]);
      expect(job.warnings[0]?.line).toBe(2);
    }
  }
  const last = `${sessionFile([{ id: id(), country: "Austria" }])}${empty}\n`.replace("\nid", `\n${empty}\nid`);
  const rejected = await send(last);
  expect(rejected).toMatchObject({ counts: { valid: 0, invalid: 1 } });
  const { body } = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${rejected.id}/rows`);
  expect(body.items.map(({ line }) => line)).toEqual([3]);
});

test("a row of empty quotes is no row, and one quote in quotes is a value", async () => {
  const [good, quote] = [id(), id()];
  const file = `id,name,parentId,x\n${good},Law,,\n"","","",""\n,"  ",,"\t"\n${quote},"""",,\n"","""",,\n"",,","\n`;
  for (const text of [file, file.replaceAll("\n", "\r\n"), file.replaceAll("\n", "\r")]) {
    const job = await send(text, { entity: "organization" });
    expect(job).toMatchObject({ counts: { valid: 2, invalid: 2 } });
    expect(leftOut(job)[0]).toContain("Rows without a single value were left out: 2");
  }
});

test("an end-of-file character behind the last line is left out", async () => {
  for (const file of [
    `${sessionFile([{ id: id() }])}\u001a`,
    `${sessionFile([{ id: id() }]).trimEnd()}\r\n\u001a\u001a`,
  ]) {
    const job = await send(file);
    expect(job).toMatchObject(complete(1));
    expect(leftOut(job)).toEqual(["An end-of-file character behind the last line was left out."]);
  }
});

test("in UTF-16 the end mark is a code unit, and no letter whose bytes hold 1A", async () => {
  const written = (text: string, order: "le" | "be") => {
    const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
    return Uint8Array.from(order === "le" ? bytes : bytes.swap16());
  };
  for (const order of ["le", "be"] as const) {
    const file = `id,name\n${id()},Ф\u041a`;
    expect(await send(written(file, order), { entity: "organization" })).toMatchObject(complete(1));
    const ended = await send(written(`id,name\n${id()},Law\r\n\u001a\u001a`, order), { entity: "organization" });
    expect(ended).toMatchObject(complete(1));
    expect(leftOut(ended)).toHaveLength(1);
  }
  const padded = `id,name\n${id()},Law\r\n${"\u001a".repeat(100)}\r\n`;
  expect(await send(padded, { entity: "organization" })).toMatchObject(complete(1));
});

test("a line of delimiters only is as long as a record may be", async () => {
  const job = await send(`${sessionFile([{ id: id() }])}${",".repeat(9 << 20)}\n`);
  expect(job).toMatchObject({ state: "failed", error: { code: "RECORD_TOO_LARGE", line: 3 } });
});

test("a header that looks like a program's line is a header, and a named delimiter that fits nothing counts less", async () => {
  const name = `#Type of org,id,name\nx,${id()},Law\n`;
  expect(await send(name, { entity: "organization" })).toMatchObject(complete(1));
  expect(await send(`sep=;\nid,name\n${id()},Law\n`, { entity: "organization" })).toMatchObject(complete(1));
  const open = await send(`sep=;\n"id;name\n`, { entity: "organization" });
  expect(open).toMatchObject({ state: "failed", error: { code: "UNCLOSED_QUOTE", line: 2 } });
  const empty = await send("sep=;", { entity: "organization" });
  expect(empty).toMatchObject({ state: "failed", error: { code: "EMPTY_FILE" } });
  const alike = await send(`id,name,m²,m2\n${id()},Law,1,2\n`, { entity: "organization" });
  expect(alike).toMatchObject(complete(1));
});

test("a ragged row gives back what stands under no name, and columns of invisible names are no repetition", async () => {
  const ragged = await send(`id,name,\n${id()},Law, and Order,\n`, { entity: "organization" });
  const { body } = await bulkhead.call<string>("GET", `/api/jobs/${ragged.id}/rejects.csv`);
  expect(body).toContain(" and Order");
  const unnamed = `id,name,\u200b,\u200b\n${id()},Law,,\n`;
  expect(await send(unnamed, { entity: "organization" })).toMatchObject(complete(1));
});

test("an address with a million spaces in it is refused at once", async () => {
  const lines = sessionFile([{ id: id() }])
    .trimEnd()
    .split("\n");
  const address = `a${" ".repeat(1_000_000)}b@example.com`;
  const job = await send(`${lines[0]},instructorEmails\n${lines[1]},${address}\n`);
  expect(job.issuesByCode).toEqual({ INVALID_EMAIL: 1 });
});

test("a row is corrected although a column without a name has values", async () => {
  const job = await send(`,id,name\n0,${id()},Law\n1,${id()},\n`, { entity: "organization" });
  expect(job).toMatchObject({ state: "complete_with_rejects", counts: { valid: 1, invalid: 1 } });
  const corrected = await bulkhead.call<JobResource>("POST", `/api/jobs/${job.id}/corrections`, {
    json: { rows: [{ line: 3, cells: { name: "Medicine" } }] },
    headers: { Prefer: "wait=30" },
  });
  expect(corrected.body).toMatchObject(complete(1));
});

test("only a well-formed address is an address, in any script of its domain", async () => {
  const good = ["ada@ü.at", "ada@bücher.example", "\u200eada@example.com\u200e"];
  const bad = ["ada@ü.at/evil", "ada@ü.at:80", "ada@ü.at?x", "ada@exa\tmple.com", "ada@ü", '"ada@example.com\nMobil"'];
  const rows = [...good, ...bad].map(() => ({ id: id() }));
  const lines = sessionFile(rows).trimEnd().split("\n");
  const file = lines
    .map((line, at) => `${line},${at === 0 ? "instructorEmails" : [...good, ...bad][at - 1]}`)
    .join("\n");
  const job = await send(file);
  expect(job).toMatchObject({ counts: { valid: good.length, invalid: bad.length } });
  expect(job.issuesByCode).toEqual({ INVALID_EMAIL: bad.length, LEFT_OUT: 1 });
});

test("invisible characters make no other column, and a warning names them", async () => {
  const file = sessionFile([{ id: id() }])
    .replace("title", "ti\u200btle\u00a0")
    .replace("country", "\u202acoun\u00adtry\u202c")
    .replace("city", "ｃｉｔｙ");
  const job = await send(file);
  expect(job).toMatchObject(complete(1));
  expect(leftOut(job)).toEqual([
    "Characters that cannot be seen were left out of column names: U+200B in title, and in 1 more.",
  ]);
});

test("a secret's column with invisible characters is as secret as without", async () => {
  const file = `id,first\u200bName,lastName,pass\u200bwordOrHash\n${id()},Ada,Lovelace,correct horse battery\n${id()},,X,secret words\n`;
  const job = await send(file, { entity: "user" });
  expect(job).toMatchObject({ counts: { valid: 1, invalid: 1 } });
  const { body } = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(body).not.toContain("secret words");
  const rows = await bulkhead.call("GET", `/api/jobs/${job.id}/rows`);
  expect(JSON.stringify(rows.body)).not.toContain("secret words");
});

test("white space around dates, codes, numbers and addresses means nothing; in free text it stays", async () => {
  const [spaced, marked] = [id(), id()];
  const file = sessionFile([
    {
      ...{ id: spaced, title: "  Two  spaces ", startDate: " 2027-01-05T08:00:00.000Z\u00a0", country: "\u00a0AT " },
      timeZone: " Europe/Vienna ",
    },
    { id: marked },
  ])
    .replace("country\n", "country,instructorEmails,seatsLimit,waitlistingEnabled\n")
    .replace("\u00a0AT ", "\u00a0AT ,\u202aada@example.com\u202c; grace@universität.example , 12 , yes")
    .replace("AT\n", "AT, , , \n");
  const job = await send(file);
  expect(job).toMatchObject(complete(2));
  const row = await bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .select(["title", "country", "instructorEmails", "seatsLimit", "waitlistingEnabled"])
    .where("id", "=", spaced)
    .executeTakeFirst();
  expect(row).toEqual({
    ...{ title: "  Two  spaces ", country: "AT", seatsLimit: 12, waitlistingEnabled: true },
    instructorEmails: ["ada@example.com", "grace@universität.example"],
  });
});

test.each<[string, string | null, string]>([
  ["file", null, "[{"],
  ["list.json", "text/plain", "[{"],
  ["list.JSON", "application/octet-stream", "\ufeff [\n{"],
  ["list.xml", null, "<"],
  ["list.json", "text/csv", "[{"],
  ["file", "text/plain", "<?xml"],
])("a list without a type of its own is known by its name and bytes: %s as %s, %j", async (name, type, start) => {
  const [organization, xml] = [
    id(),
    `<organizations><organization><id>${id()}</id><name>Law</name></organization></organizations>`,
  ];
  const json = JSON.stringify([{ id: organization, name: "Law" }]);
  const list = start.startsWith("<")
    ? start === "<"
      ? xml
      : `<?xml version="1.0"?>${xml}`
    : json.replace("[{", start);
  expect(await send(list, { name, type, entity: "organization" })).toMatchObject(complete(1));
});

test("ids that look alike are one: white space around them and decomposed letters make no difference", async () => {
  const composed = `${id()}-M\u00fcller`;
  const spellings = [composed, composed.normalize("NFD"), `\u2003${composed} `];
  const jobs: JobResource[] = [];
  for (const spelling of spellings) jobs.push(await send(sessionFile([{ id: spelling }])));
  expect(jobs.map(({ counts }) => [counts.created, counts.updated])).toEqual([
    [1, 0],
    [0, 1],
    [0, 1],
  ]);
  expect(jobs.map(leftOut)).toEqual([[], [altered(1, 2, "id")], [altered(1, 2, "id")]]);
  const twice = await send(sessionFile([{ id: composed }, { id: ` ${composed.normalize("NFD")}` }]));
  expect(twice.issuesByCode).toMatchObject({ DUPLICATE_KEY: 1 });
  const erased = await bulkhead.call<{ id: string; removed: { rows: number } }>(
    "DELETE",
    `/api/subjects/courseGroupInPersonEvent/${encodeURIComponent(composed.normalize("NFD"))}`,
  );
  expect(erased.body).toMatchObject({ removed: { rows: 1 } });
});

test.each([
  ["\u200b", "U+200B"],
  ["\u202c", "U+202C"],
  ["\ufeff.", "U+FEFF"],
  ["\u00ad.", "U+00AD"],
  ["\t.", "U+0009"],
])("an id with a character that cannot be seen is refused, and the message names it: %j", async (hidden, name) => {
  const job = await send(sessionFile([{ id: `${id()}${hidden}` }]));
  expect(job).toMatchObject({ counts: { invalid: 1 }, issuesByCode: { INVALID_ID: 1 } });
  const { body } = await bulkhead.call<{ items: { issues: Issue[] }[] }>("GET", `/api/jobs/${job.id}/rows`);
  expect(body.items[0]?.issues[0]?.message).toBe(`The id holds the character ${name}, which cannot be seen.`);
});

test("a reference is the same id as the key that it names, in a CSV and in a list", async () => {
  const [parent, child, other] = [id(), id(), id()];
  const file = `id,name,parentId\n${parent} ,Law,\n${child},Civil Law,\u00a0${parent}\n${other},X,${parent}\u200b\n`;
  const job = await send(file, { entity: "organization" });
  expect(job).toMatchObject({ counts: { valid: 2, invalid: 1 }, issuesByCode: { INVALID_ID: 1 } });
  expect(leftOut(job)).toEqual([altered(2, 2, "id")]);
  const list = JSON.stringify([{ id: ` ${other}`, name: "X", parentId: `${child}\u00a0` }]);
  expect(await send(list, { name: "list.json", type: null, entity: "organization" })).toMatchObject({
    ...complete(1),
    warnings: [{ message: altered(2, 1, "id") }],
  });
});

test("an id that a spreadsheet has shortened is imported with a warning, every night again", async () => {
  const spoilt = "9.91214E+15";
  const file = sessionFile([{ id: spoilt }, { id: id() }]);
  for (let night = 0; night < 2; night++) {
    const job = await send(file);
    expect(job).toMatchObject({ ...complete(2), issuesByCode: { SPREADSHEET_ID: 1 } });
    const { body } = await bulkhead.call<{ items: { issues: Issue[] }[] }>(
      "GET",
      `/api/jobs/${job.id}/rows?outcome=valid`,
    );
    expect(body.items[0]?.issues[0]).toMatchObject({ code: "SPREADSHEET_ID", severity: "warning", value: spoilt });
  }
});
