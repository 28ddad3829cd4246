import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { revokeApiKey } from "../../src/db/access/api-keys.js";
import { listApiKeys } from "../../src/db/access/list-keys.js";
import { type CallOptions, TestBulkhead } from "../support/bulkhead.js";
import { eventCells, eventColumns, eventCsv, quoted } from "../support/event-file.js";

const bulkPath = "/incoming/v2/content/courseGroup/inPersonEvent/bulk";
const table: string[] = [];

let bulkhead: TestBulkhead;
let keys: Record<"read" | "import" | "other" | "revoked", string>;
let otherJob: string;

beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_BODY_BYTES: "65536", BULKHEAD_MAX_ASSET_BYTES: "209715200" });
  keys = {
    read: await bulkhead.addKey("read"),
    import: await bulkhead.addKey("import"),
    other: await bulkhead.addKey("import", "other"),
    revoked: await bulkhead.addKey("admin", "gone"),
  };
  const gone = (await listApiKeys(bulkhead.deps.db.query, { limit: 100, after: null })).find(
    ({ tenantId }) => tenantId === "gone",
  );
  await revokeApiKey(bulkhead.deps.db.query, gone?.id ?? "");
  otherJob = (await bulkhead.import(eventCsv({ rows: 1 }), {}, keys.other)).id;
  await bulkhead.upload("theirs.csv", eventCsv({ rows: 1 }), keys.other);
  await bulkhead.upload("mine.csv", eventCsv({ rows: 1 }));
});

afterAll(async () => {
  await bulkhead.stop();
  console.log(["| input | status | code |", "|---|--:|---|", ...table].join("\n"));
});

interface Case {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly options?: () => CallOptions;
  readonly status: number;
  readonly code: string;
}

const post =
  (json: unknown): (() => CallOptions) =>
  () => ({ json });
const raw = (body: string, type = "application/json"): (() => CallOptions) => {
  return () => ({ body, headers: { "Content-Type": type } });
};
const asset = (bulkImportAssetPath: unknown) => post({ bulkImportAssetPath });
const deep = (levels: number, inner = "1") => "[".repeat(levels) + inner + "]".repeat(levels);

const requests: Case[] = [
  { name: "no key", options: () => ({ key: null, json: {} }), status: 401, code: "UNAUTHENTICATED" },
  { name: "an unknown key", options: () => ({ key: "bh_wrong", json: {} }), status: 401, code: "UNAUTHENTICATED" },
  { name: "a revoked key", options: () => ({ key: keys.revoked, json: {} }), status: 401, code: "UNAUTHENTICATED" },
  { name: "a key of too low a role", options: () => ({ key: keys.read, json: {} }), status: 403, code: "FORBIDDEN" },
  {
    name: "a key of too low a role, upload",
    method: "PUT",
    path: "/api/assets/x.csv",
    options: () => ({ key: keys.read, body: "id\n" }),
    status: 403,
    code: "FORBIDDEN",
  },
  { name: "another tenant's asset", options: asset("theirs.csv"), status: 404, code: "ASSET_NOT_FOUND" },
  {
    name: "another tenant's asset, read",
    method: "GET",
    path: "/api/assets/theirs.csv",
    status: 404,
    code: "ASSET_NOT_FOUND",
  },
  { name: "another tenant's job", method: "GET", path: "/api/jobs/OTHER", status: 404, code: "JOB_NOT_FOUND" },
  {
    name: "another tenant's job, contract A",
    method: "GET",
    path: "/incoming/v2/jobs/OTHER",
    status: 404,
    code: "JOB_NOT_FOUND",
  },
  { name: "another tenant's rows", method: "GET", path: "/api/jobs/OTHER/rows", status: 404, code: "JOB_NOT_FOUND" },
  { name: "body not JSON", options: raw("id,title\n"), status: 400, code: "INVALID_JSON" },
  { name: "body empty", options: raw(""), status: 400, code: "INVALID_JSON" },
  { name: "body truncated", options: raw('{"bulkImportAssetPath": "mi'), status: 400, code: "INVALID_JSON" },
  { name: "body an array", options: raw("[]"), status: 400, code: "INVALID_BODY" },
  { name: "body null", options: raw("null"), status: 400, code: "INVALID_BODY" },
  { name: "body 200 levels deep", options: raw(deep(200)), status: 400, code: "INVALID_BODY" },
  {
    name: "a path 200 levels deep",
    options: raw(`{"bulkImportAssetPath": ${deep(200)}}`),
    status: 400,
    code: "INVALID_BODY",
  },
  {
    name: "a misspelled field",
    options: post({ bulkImportAssetPath: "mine.csv", dryrun: true }),
    status: 400,
    code: "INVALID_BODY",
  },
  {
    name: "a __proto__ in the body",
    options: raw('{"bulkImportAssetPath":"mine.csv","__proto__":{"dryRun":true}}'),
    status: 400,
    code: "INVALID_BODY",
  },
  { name: "path missing", options: post({}), status: 400, code: "INVALID_BODY" },
  { name: "path null", options: asset(null), status: 400, code: "INVALID_BODY" },
  { name: "path a number", options: asset(7), status: 400, code: "INVALID_BODY" },
  { name: "path empty", options: asset(""), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path 10 kB long", options: asset("a".repeat(10_000)), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path with NUL", options: asset("a\u0000b"), status: 400, code: "INVALID_ASSET_PATH" },
  {
    name: "path with a lone surrogate",
    options: raw('{"bulkImportAssetPath": "a\\ud800b"}'),
    status: 400,
    code: "INVALID_ASSET_PATH",
  },
  { name: "path ../", options: asset("../../etc/passwd"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path a/../b", options: asset("a/../b.csv"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path with an encoded ../", options: asset("..%2f..%2fetc%2fpasswd"), status: 404, code: "ASSET_NOT_FOUND" },
  { name: "path absolute", options: asset("/etc/passwd"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path UNC", options: asset("\\\\host\\share\\a.csv"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path with a drive", options: asset("C:/a.csv"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path a folder", options: asset("nightly/"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path a missing file", options: asset("missing.csv"), status: 404, code: "ASSET_NOT_FOUND" },
  { name: "path a URL", options: asset("https://example.com/a.csv"), status: 400, code: "INVALID_ASSET_PATH" },
  { name: "path file:", options: asset("file:///etc/passwd"), status: 400, code: "INVALID_ASSET_PATH" },
  {
    name: "URL path with %2e%2e%2f",
    method: "GET",
    path: "/api/assets/%2e%2e%2fetc%2fpasswd",
    status: 400,
    code: "INVALID_ASSET_PATH",
  },
  { name: "URL path with %00", method: "GET", path: "/api/assets/a%00b", status: 400, code: "INVALID_ASSET_PATH" },
  { name: "URL path not UTF-8", method: "GET", path: "/api/assets/%ff", status: 400, code: "INVALID_ASSET_PATH" },
  {
    name: "URL path with %5c",
    method: "GET",
    path: "/api/assets/..%5cwindows",
    status: 400,
    code: "INVALID_ASSET_PATH",
  },
  {
    name: "wrong content type",
    options: raw('{"bulkImportAssetPath":"mine.csv"}', "text/plain"),
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    name: "body over the limit",
    options: post({ bulkImportAssetPath: "a".repeat(70_000) }),
    status: 413,
    code: "BODY_TOO_LARGE",
  },
  {
    name: "mode that is none",
    path: `${bulkPath}?mode=replace`,
    options: asset("mine.csv"),
    status: 400,
    code: "INVALID_QUERY",
  },
  {
    name: "dryRun=maybe",
    path: `${bulkPath}?dryRun=maybe`,
    options: asset("mine.csv"),
    status: 400,
    code: "INVALID_QUERY",
  },
  {
    name: "an unknown query parameter",
    path: `${bulkPath}?dry_run=true`,
    options: asset("mine.csv"),
    status: 400,
    code: "INVALID_QUERY",
  },
  {
    name: "importerId with NUL",
    path: `${bulkPath}?importerId=a%00`,
    options: asset("mine.csv"),
    status: 400,
    code: "INVALID_QUERY",
  },
  {
    name: "unknown entity",
    path: "/api/imports",
    options: post({ entity: "dragon", asset: "mine.csv" }),
    status: 404,
    code: "UNKNOWN_ENTITY",
  },
  {
    name: "unknown entity's template",
    method: "GET",
    path: "/api/entities/dragon/template.csv",
    status: 404,
    code: "UNKNOWN_ENTITY",
  },
  {
    name: "entity __proto__",
    method: "GET",
    path: "/api/entities/__proto__/schema",
    status: 404,
    code: "UNKNOWN_ENTITY",
  },
  {
    name: "unknown job",
    method: "GET",
    path: "/api/jobs/00000000-0000-4000-8000-000000000000",
    status: 404,
    code: "JOB_NOT_FOUND",
  },
  { name: "a job id that is none", method: "GET", path: "/api/jobs/1%20or%201=1", status: 404, code: "JOB_NOT_FOUND" },
  {
    name: "a job id that is none, contract A",
    method: "GET",
    path: "/incoming/v2/jobs/x",
    status: 404,
    code: "JOB_NOT_FOUND",
  },
  {
    name: "a download that is neither asked for nor left out",
    method: "GET",
    path: "/api/assets/mine.csv?download=AAA",
    status: 400,
    code: "INVALID_QUERY",
  },
  { name: "a broken cursor", method: "GET", path: "/api/jobs?cursor=abc", status: 400, code: "INVALID_QUERY" },
  {
    name: "a cursor with a date that is none",
    method: "GET",
    path: `/api/jobs?cursor=${Buffer.from('["abc","00000000-0000-4000-8000-000000000000"]').toString("base64url")}`,
    status: 400,
    code: "INVALID_QUERY",
  },
  {
    name: "a cursor of another list",
    method: "GET",
    path: `/api/assets?cursor=${Buffer.from("[1]").toString("base64url")}`,
    status: 400,
    code: "INVALID_QUERY",
  },
  { name: "limit=0", method: "GET", path: "/api/jobs?limit=0", status: 400, code: "INVALID_QUERY" },
  { name: "a state that is none", method: "GET", path: "/api/jobs?state=sleeping", status: 400, code: "INVALID_QUERY" },
  {
    name: "an issue code that is none",
    method: "GET",
    path: "/api/jobs/OTHER/rows?code=toString",
    status: 400,
    code: "INVALID_QUERY",
  },
  { name: "unknown route", method: "GET", path: "/api/nothing", status: 404, code: "ROUTE_NOT_FOUND" },
  { name: "unknown route outside /api", method: "GET", path: "/admin", status: 404, code: "ROUTE_NOT_FOUND" },
  { name: "unknown method", method: "DELETE", path: "/api/imports", status: 405, code: "METHOD_NOT_ALLOWED" },
  { name: "unknown method on contract A", method: "GET", path: bulkPath, status: 405, code: "METHOD_NOT_ALLOWED" },
  {
    name: "an asset over the limit, announced",
    method: "PUT",
    path: "/api/assets/huge.csv",
    options: () => ({ body: new Uint8Array(209_715_201) }),
    status: 413,
    code: "ASSET_TOO_LARGE",
  },
  {
    name: "a damaged upload",
    method: "PUT",
    path: "/api/assets/damaged.csv",
    options: () => ({ body: "id\n", headers: { "Repr-Digest": `sha-256=:${"A".repeat(43)}=:` } }),
    status: 400,
    code: "DIGEST_MISMATCH",
  },
  {
    name: "a digest that is none",
    method: "PUT",
    path: "/api/assets/damaged.csv",
    options: () => ({ body: "id\n", headers: { "Repr-Digest": "sha-256=nonsense" } }),
    status: 400,
    code: "INVALID_DIGEST",
  },
  {
    name: "If-None-Match: * on a taken path",
    method: "PUT",
    path: "/api/assets/mine.csv",
    options: () => ({ body: "id\n", headers: { "If-None-Match": "*" } }),
    status: 412,
    code: "ASSET_EXISTS",
  },
];

describe("a request that is wrong is answered with its code", () => {
  test.each(requests.map((request) => [request.name, request] as const))("%s", async (name, request) => {
    const { method = "POST", path = bulkPath, options } = request;
    const answer = await bulkhead.call<{ code: string; hint: string; detail: string }>(
      method,
      path.replace("OTHER", otherJob),
      options?.(),
    );
    table.push(`| ${name} | ${answer.status} | ${answer.body.code} |`);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: request.status, code: request.code });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.body.hint).not.toBe("");
    expect(answer.body.detail).not.toBe("");
  });

  test("a PDF is answered with an error that says it cannot be imported", async () => {
    await bulkhead.call("PUT", "/api/assets/list.pdf", {
      body: "%PDF",
      headers: { "Content-Type": "application/pdf" },
    });
    const { status, body } = await bulkhead.call<{ code: string }>("POST", bulkPath, {
      json: { bulkImportAssetPath: "list.pdf" },
    });
    table.push(`| a PDF | ${status} | ${body.code} |`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: "UNSUPPORTED_ASSET" });
  });

  test("dot segments in a raw request line never leave the store", async () => {
    const { hostname, port } = new URL(bulkhead.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          `GET /api/assets/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bulkhead.key}\r\nConnection: close\r\n\r\n`,
        ),
      );
      let text = "";
      socket.on("data", (block) => {
        text += String(block);
      });
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(answer).not.toContain("root:");
  });
});

const header = eventColumns.join(",");
const row = (change: Record<string, string> = {}) =>
  eventColumns.map((column) => quoted(change[column] ?? eventCells(1)[column])).join(",");
const plain = row({ title: "Plain" });
const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part)))),
  );

const files: { name: string; content: string | Uint8Array<ArrayBuffer>; code: string; line?: number }[] = [
  { name: "empty file", content: "", code: "EMPTY_FILE" },
  { name: "only a byte-order mark", content: bytes([0xef, 0xbb, 0xbf]), code: "EMPTY_FILE" },
  { name: "only empty lines", content: "\n\r\n\n", code: "EMPTY_FILE" },
  { name: "missing column", content: `${header.replace("timeZone,", "")}\n`, code: "MISSING_COLUMN", line: 1 },
  { name: "duplicate column", content: `${header}, TITLE \n`, code: "DUPLICATE_COLUMN", line: 1 },
  {
    name: "10,000 columns",
    content: `${header},${Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(",")}\n`,
    code: "TOO_MANY_COLUMNS",
    line: 1,
  },
  { name: "no header", content: `${row()}\n${row()}\n`, code: "MISSING_COLUMN", line: 1 },
  {
    name: "an unclosed quote",
    content: `${header}\n${row()}\n"${plain}\n${plain}`,
    code: "UNCLOSED_QUOTE",
    line: 3,
  },
  { name: "an unclosed quote in the header", content: `"${header}\n${plain}\n`, code: "UNCLOSED_QUOTE", line: 1 },
  { name: "a stray closing quote", content: `${header}\n${row()}\n"cg-2"x,${row()}\n`, code: "STRAY_QUOTE", line: 3 },
  {
    name: "invalid bytes among UTF-8",
    content: bytes(`${header}\n${row({ city: "Zürich" })}\n`, [0xff, 0xfe, 0x0a]),
    code: "INVALID_ENCODING",
    line: 3,
  },
  {
    name: "invalid bytes after a UTF-8 mark",
    content: bytes([0xef, 0xbb, 0xbf], `${header}\ncaf`, [0xe9, 0x0a]),
    code: "INVALID_ENCODING",
    line: 2,
  },
  {
    name: "half a UTF-16 pair",
    content: bytes([0xff, 0xfe], [...Buffer.from(`${header}\n`, "utf16le")], [0x00, 0xd8, 0x41, 0x00]),
    code: "INVALID_ENCODING",
    line: 2,
  },
  { name: "a quote that opens the file, 2 MB", content: `"${"x".repeat(2_000_000)}`, code: "UNCLOSED_QUOTE", line: 1 },
  { name: "NUL", content: `${header}\n${row({ city: "a\u0000b" })}\n`, code: "NUL_BYTE", line: 2 },
  {
    name: "UTF-16 without a mark",
    content: bytes([...Buffer.from(`${header}\n`, "utf16le")]),
    code: "NUL_BYTE",
    line: 1,
  },
  {
    name: "a record of 9 MB",
    content: `${header}\n${row({ description: "x".repeat(9_000_000) })}\n`,
    code: "RECORD_TOO_LARGE",
    line: 2,
  },
];

describe("a file that cannot be trusted fails as a whole, with its code and line", () => {
  test.each(files.map((file) => [file.name, file] as const))("%s", async (name, { content, code, line = null }) => {
    const job = await bulkhead.import(content);
    table.push(`| ${name} | 200, failed | ${job.error?.code}${job.error?.line ? `, line ${job.error.line}` : ""} |`);
    expect(job).toMatchObject({ state: "failed", error: { code, line, hint: expect.stringMatching(/./) } });
  });

  test("the message about a file without a header does not quote its cells", async () => {
    const job = await bulkhead.import(`${row({ title: "Canary 4711" })}\n`);
    expect(JSON.stringify(job)).not.toContain("4711");
  });
});

describe("a row that is wrong is a result", () => {
  const rows: { name: string; line: string; code: string }[] = [
    { name: "too few cells", line: row().split(",").slice(0, -1).join(","), code: "COLUMN_COUNT" },
    { name: "too many cells", line: `${row()},x`, code: "COLUMN_COUNT" },
    { name: "a 5 MB cell", line: row({ attendeeInfo: "x".repeat(5_000_000) }), code: "TOO_LONG" },
    { name: "a key of 256 characters", line: row({ id: "x".repeat(256) }), code: "TOO_LONG" },
    {
      name: "an emoji at the cut of a value",
      line: row({ seatsLimit: `${"x".repeat(199)}🎓 more` }),
      code: "INVALID_INTEGER",
    },
    { name: "a number beyond four bytes", line: row({ seatsLimit: "2147483648" }), code: "OUT_OF_RANGE" },
    { name: "an offset of 24 hours", line: row({ startDate: "2027-01-01T00:00:00+24:00" }), code: "INVALID_DATE" },
    { name: "the year 0", line: row({ startDate: "0000-01-01T00:00:00Z" }), code: "INVALID_DATE" },
    { name: "a leap second", line: row({ startDate: "2026-12-31T23:59:60Z" }), code: "INVALID_DATE" },
    { name: "an offset as time zone", line: row({ timeZone: "+01:00" }), code: "INVALID_TIME_ZONE" },
  ];
  test.each(rows.map((bad) => [bad.name, bad] as const))("%s", async (name, { line, code }) => {
    const job = await bulkhead.import(`${header}\n${line}\n`, { dryRun: true });
    table.push(`| ${name} | 200, complete_with_rejects | ${Object.keys(job.issuesByCode).join(" ")} |`);
    expect(job).toMatchObject({
      state: "complete_with_rejects",
      counts: { valid: 0, invalid: 1 },
      issuesByCode: { [code]: 1 },
    });
  });

  test("reordered, oddly spelled and unknown columns are read, and the unknown are named once", async () => {
    const columns = [...eventColumns].reverse();
    const cells = columns.map((column) => quoted(eventCells(1)[column]));
    const spelled = columns.map((column) => ` ${column.toUpperCase()} `);
    const job = await bulkhead.import(`${spelled.join(",")},notes\n${cells.join(",")},x\n`, { dryRun: true });
    expect(job).toMatchObject({ state: "complete", counts: { valid: 1 }, issuesByCode: { UNKNOWN_COLUMN: 1 } });
    expect(job.warnings).toEqual([expect.objectContaining({ line: 1, column: "notes", code: "UNKNOWN_COLUMN" })]);
  });

  test("the warning of a misspelt column names the field that it may be, unless the file has that one", async () => {
    const hintOf = async (head: string, cells: string) => {
      const job = await bulkhead.import(`${head}\n${cells}\n`, { entity: "user", dryRun: true });
      return job.warnings[0]?.hint;
    };
    expect(await hintOf("id,firstName,lastName,staffEmial", "u-1,Ada,Lovelace,ada@example.org")).toMatch(
      /^If it is staffEmail, name it so, or map it, and import the file again\. /,
    );
    expect(
      await hintOf("id,firstName,lastName,staffEmail,staffEmial", "u-1,Ada,Lovelace,ada@example.org,ada@example.org"),
    ).toMatch(/^Columns of user: /);
  });

  test("a value of another type is one fault, without those that follow from it", async () => {
    const json = {
      type: "ssh",
      origin: "sftp://erp.example",
      username: "nightly",
      hostKeys: `SHA256:${"A".repeat(43)}`,
    };
    const { status, body } = await bulkhead.call("PUT", "/api/credentials/erp", { json });
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ detail: "hostKeys: Invalid input: expected array, received string" }),
    ]);
  });

  test("a long column name with an emoji at its cut is a warning, or part of a fault", async () => {
    const name = `${"n".repeat(59)}🎓`;
    const warned = await bulkhead.import(`${header},${name}\n${row()},x\n`, { dryRun: true });
    expect(warned).toMatchObject({ state: "complete", issuesByCode: { UNKNOWN_COLUMN: 1 } });
    const failed = await bulkhead.import(`${header.replace("title,", "")},${name}\n`, { dryRun: true });
    expect(failed).toMatchObject({ state: "failed", error: { code: "MISSING_COLUMN" } });
  });

  test("pages of very long rows end early, and the next one goes on", async () => {
    const long = (id: string) => row({ id, title: "x".repeat(3_500_000) });
    const job = await bulkhead.import(`${header}\n${long("a")}\n${long("b")}\n${long("c")}\n`, { dryRun: true });
    const first = await bulkhead.call<{ items: unknown[]; nextCursor: string }>("GET", `${job.links.rows}?limit=100`);
    expect(first.body.items).toHaveLength(2);
    const second = await bulkhead.call<{ items: unknown[]; nextCursor: null }>(
      "GET",
      `${job.links.rows}?limit=100&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({ items: [{ line: 4 }], nextCursor: null });
  });

  test("a file with a header and no rows is complete, with a warning", async () => {
    const job = await bulkhead.import(`${header}\n`);
    expect(job).toMatchObject({ state: "complete", counts: { valid: 0, invalid: 0 }, issuesByCode: { NO_ROWS: 1 } });
  });
});

test.each(["0000-01-01T00:00:00Z", `2027-01-01T00:00:00.${"0".repeat(2_000)}Z`, "2027-02-29T00:00:00Z", "2027", ""])(
  "a moment that Postgres cannot read is refused: %s",
  async (askedAt) => {
    const { id } = await bulkhead.import(eventCsv({ rows: 1 }), { dryRun: true });
    const answer = await bulkhead.call("POST", `/api/jobs/${id}/approve?askedAt=${askedAt}`);
    expect(answer).toMatchObject({ status: 400, body: { code: "INVALID_QUERY" } });
  },
);
