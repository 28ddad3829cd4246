import { createHash } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type Answer, TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({
    BULKHEAD_CORS_ORIGINS: "https://campus.example, http://localhost:5173",
    BULKHEAD_MAX_ASSET_BYTES: String(64 << 20),
  });
});
afterAll(() => bulkhead.stop());

interface Asset {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}
interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

const hash = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const path = () => `/api/assets/door/${crypto.randomUUID()}.csv`;
const gzipped = (text: string | Uint8Array) => Uint8Array.from(gzipSync(text));

test("an upload that is compressed on its way is stored as the file that it is", async () => {
  const content = sessionFile([{ id: "gz-1" }]);
  const body = gzipped(content);
  const digest = createHash("sha256").update(body).digest("base64");
  const headers = { "Content-Type": "text/csv", "Content-Encoding": "gzip" };
  const at = path();
  const put = await bulkhead.call<Asset>("PUT", at, {
    body,
    headers: { ...headers, "Repr-Digest": `sha-256=:${digest}:` },
  });
  expect(put).toMatchObject({ status: 201, body: { sha256: hash(content), size: content.length } });
  const wrong = await bulkhead.call<Problem>("PUT", at, {
    body,
    headers: { ...headers, "Repr-Digest": `sha-256=:${createHash("sha256").update(content).digest("base64")}:` },
  });
  expect(wrong).toMatchObject({ status: 400, body: { code: "DIGEST_MISMATCH" } });
  const cut = await bulkhead.call<Problem>("PUT", at, { body: body.slice(0, -9), headers });
  expect(cut).toMatchObject({ status: 422, body: { code: "ARCHIVE_DAMAGED" } });
  const half = gzipped("id,name\n".repeat(50_000));
  const more = Uint8Array.from([...half, 0, ...body]);
  const longer = await bulkhead.call<Problem>("PUT", at, {
    body: more,
    headers: { ...headers, "Repr-Digest": `sha-256=:${createHash("sha256").update(more).digest("base64")}:` },
  });
  expect([longer.status, longer.body.code]).toEqual([422, "ARCHIVE_DAMAGED"]);
  const text = await bulkhead.call<Problem>("PUT", at, { body: content, headers });
  expect(text).toMatchObject({ status: 422, body: { code: "ARCHIVE_DAMAGED" } });
  const other = await bulkhead.call<Problem>("PUT", at, { body, headers: { "Content-Encoding": "br" } });
  expect(other).toMatchObject({ status: 415, body: { code: "UNSUPPORTED_MEDIA_TYPE" } });
});

test("a compressed body that would grow two hundredfold, or over the limit, is refused", async () => {
  const headers = { "Content-Type": "text/csv", "Content-Encoding": "gzip" };
  const bomb = await bulkhead.call<Problem>("PUT", path(), { body: gzipped(new Uint8Array(32 << 20)), headers });
  expect(bomb).toMatchObject({ status: 413, body: { code: "ARCHIVE_TOO_LARGE" } });
  const lines = Array.from(
    { length: 3_000_000 },
    (_, at) => `id-${at * 7_919},${at % 97}-${at % 89}-${at % 83}-name\n`,
  );
  const large = await bulkhead.call<Problem>("PUT", path(), { body: gzipped(lines.join("")), headers });
  expect(large).toMatchObject({ status: 413, body: { code: "ASSET_TOO_LARGE" } });
});

test("a compressed list is imported, and repeated with its key", async () => {
  const list = JSON.stringify([{ id: "gz_org", name: "Law" }]);
  const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip", "Idempotency-Key": "gz-list" };
  for (const replayed of [null, "true"]) {
    const answer = await bulkhead.call("POST", "/import/organizations?importerId=door", {
      body: gzipped(list),
      headers,
    });
    expect(answer).toMatchObject({ status: 200, body: { importResult: "SUCCESS" } });
    expect(answer.headers.get("idempotency-replayed")).toBe(replayed);
  }
});

test.each([
  ["application/x-www-form-urlencoded", '[{"id":"typed_1","name":"Law"}]'],
  ["text/plain", ' \n[ {"id":"typed_2","name":"Law"}]'],
  [
    "application/octet-stream",
    '<?xml version="1.0"?><organizations><organization><id>typed_3</id><name>Law</name></organization></organizations>',
  ],
])("a list that is sent as %s is known by its first character", async (type, body) => {
  const answer = await bulkhead.call("POST", "/import/organizations?importerId=door", {
    body,
    headers: { "Content-Type": type },
  });
  expect(answer).toMatchObject({ status: 200, body: { importResult: "SUCCESS", importWarnings: [] } });
});

test("a query parameter that stands twice is refused, in every contract", async () => {
  const list = await bulkhead.call<{ exception: string }>("POST", "/import/organizations?importerId=a&importerId=b", {
    body: "[]",
    headers: { "Content-Type": "application/json" },
  });
  expect(list.status).toBe(400);
  expect(JSON.stringify(list.body)).toContain("importerId: stands more than once");
  const download = await bulkhead.call<Problem>("GET", `${path()}?download=1&download=1`);
  expect(download).toMatchObject({ status: 400, body: { code: "INVALID_QUERY" } });
});

test("a form is refused where the file belongs, and has an address of its own", async () => {
  const form = new FormData();
  form.set("path", "door/form.csv");
  form.set("file", new Blob([sessionFile([{ id: "form-1" }])], { type: "text/csv" }), "events.csv");
  const send = (method: string, to: string, body: FormData) =>
    fetch(`${bulkhead.url}${to}`, { method, body, headers: { Authorization: `Bearer ${bulkhead.key}` } });
  const wrong = await send("PUT", path(), form);
  expect(wrong.status).toBe(415);
  expect(((await wrong.json()) as Problem).hint).toContain("POST /api/assets");
  const stored = await send("POST", "/api/assets", form);
  expect(stored.status).toBe(201);
  expect(await stored.json()).toMatchObject({ path: "door/form.csv", contentType: "text/csv" });
  const named = new FormData();
  named.set("file", new Blob(["id,name\n"]), "Größe.csv");
  expect(await (await send("POST", "/api/assets", named)).json()).toMatchObject({ path: "Größe.csv" });
  const several = new FormData();
  several.append("file", new Blob(["id\n"]), "one.csv");
  several.append("file", new Blob(["id\n"]), "two.csv");
  for (const body of [several, new FormData()]) {
    const refused = await send("POST", "/api/assets", body);
    expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([400, "INVALID_BODY"]);
  }
  expect((await bulkhead.call("GET", "/api/assets/one.csv")).status).toBe(404);
  const broken = await bulkhead.call<Problem>("POST", "/api/assets", {
    body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,na',
    headers: { "Content-Type": "multipart/form-data; boundary=x" },
  });
  expect(broken).toMatchObject({ status: 400, body: { code: "INVALID_BODY" } });
  const part = (disposition: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n${content}`;
  const long = part('name="file"; filename="a.csv"', "id,name\n".repeat(40_000));
  const nameless = `${part('name="file"', "id,name\n")}\r\n--x--\r\n`;
  for (const body of [long, nameless]) {
    const refused = await bulkhead.call<Problem>("POST", "/api/assets", {
      body,
      headers: { "Content-Type": "multipart/form-data; boundary=x" },
    });
    expect(refused).toMatchObject({ status: 400, body: { code: "INVALID_BODY" } });
  }
  expect((await bulkhead.call("GET", "/api/assets/a.csv")).status).toBe(404);
});

test("an asset's ETag tells whether it has changed, and keeps two writers apart", async () => {
  const at = path();
  const put = (body: string, headers: Record<string, string>) => bulkhead.call<Problem>("PUT", at, { body, headers });
  expect(await put("one", { "If-Match": "*" })).toMatchObject({ status: 412, body: { code: "ASSET_CHANGED" } });
  const first = await put("one", {});
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toBe(`"${hash("one")}"`);
  expect((await bulkhead.call("GET", at, { headers: { "If-None-Match": etag } })).status).toBe(304);
  expect((await put("two", { "If-Match": etag })).status).toBe(201);
  expect(await put("three", { "If-Match": etag })).toMatchObject({ status: 412, body: { code: "ASSET_CHANGED" } });
  const removed = await bulkhead.call("DELETE", at, { headers: { "If-Match": etag } });
  expect(removed).toMatchObject({ status: 412, body: { code: "ASSET_CHANGED" } });
  expect((await bulkhead.call("DELETE", at, { headers: { "If-Match": `"x", "${hash("two")}"` } })).status).toBe(204);
});

test("a path is the same in composed and in decomposed letters", async () => {
  const decomposed = encodeURIComponent("Größe".normalize("NFD"));
  const put = await bulkhead.call<Asset>("PUT", `/api/assets/door/${decomposed}.csv`, { body: sessionFile([]) });
  expect(put.body.path).toBe("door/Größe.csv");
  expect((await bulkhead.call("GET", `/api/assets/door/${encodeURIComponent("Größe")}.csv`)).status).toBe(200);
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "door/Größe.csv".normalize("NFD") },
    headers: { Prefer: "wait=30" },
  });
  expect(started.status).toBe(200);
  const schedule = await bulkhead.call<{ import: { asset: string } }>("POST", "/api/schedules", {
    json: {
      ...{ name: "decomposed", cron: "0 3 * * *", timeZone: "UTC" },
      import: { entity: "courseGroupInPersonEvent", asset: "door/Größe.csv".normalize("NFD") },
    },
  });
  expect(schedule).toMatchObject({ status: 201, body: { import: { asset: "door/Größe.csv" } } });
  const used = await bulkhead.call<Problem>("DELETE", `/api/assets/door/${decomposed}.csv`);
  expect(used.status).toBe(409);
});

test("a repeated request says so, and whether the path holds other bytes by now", async () => {
  await bulkhead.upload("door/repeated.csv", sessionFile([{ id: "rep-1" }]));
  const send = (): Promise<Answer<JobResource>> =>
    bulkhead.call("POST", "/api/imports", {
      json: { entity: "courseGroupInPersonEvent", asset: "door/repeated.csv" },
      headers: { "Idempotency-Key": "repeated", Prefer: "wait=30" },
    });
  const told = ({ headers }: Answer) =>
    ["idempotency-replayed", "bulkhead-asset-changed"].map((name) => headers.get(name));
  const first = await send();
  const second = await send();
  await bulkhead.upload("door/repeated.csv", sessionFile([{ id: "rep-2" }]));
  const third = await send();
  expect([first, second, third].map(told)).toEqual([
    [null, null],
    ["true", null],
    ["true", "true"],
  ]);
  expect([second.body.id, third.body.id]).toEqual([first.body.id, first.body.id]);
});

test("pages of the allowed origins may call the API; a browser keeps others from it", async () => {
  const from = (origin: string) => ({ Origin: origin, "Sec-Fetch-Site": "cross-site" });
  const asked = { "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization" };
  const preflight = await bulkhead.call("OPTIONS", path(), {
    key: null,
    headers: { ...from("https://campus.example"), ...asked },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("https://campus.example");
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
  const allowed = await bulkhead.call("PUT", path(), { body: "id\n", headers: from("http://localhost:5173") });
  expect(allowed.status).toBe(201);
  expect(allowed.headers.get("access-control-expose-headers")).toContain("ETag");
  const foreign = await bulkhead.call<Problem>("PUT", path(), { body: "id\n", headers: from("https://evil.example") });
  expect(foreign).toMatchObject({ status: 403, body: { code: "CROSS_SITE_REQUEST" } });
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
});

test("an abbreviation that several zones share is no time zone", async () => {
  const zones = ["PST", "IST", "bst", "UTC", "CET", "Europe/Vienna"];
  const job = await bulkhead.import(sessionFile(zones.map((timeZone) => ({ id: `zone-${timeZone}`, timeZone }))));
  expect(job).toMatchObject({ counts: { valid: 3, invalid: 3 }, issuesByCode: { INVALID_TIME_ZONE: 3 } });
});

test("a schedule whose time does not exist, or comes twice, when the clocks change says so when it is made", async () => {
  await bulkhead.upload("door/clock.csv", sessionFile([]));
  const made = async (cron: string, timeZone: string) => {
    const { body } = await bulkhead.call<{ clockChange: { effect: string } | null }>("POST", "/api/schedules", {
      json: { name: cron, cron, timeZone, import: { entity: "courseGroupInPersonEvent", asset: "door/clock.csv" } },
    });
    return body.clockChange?.effect ?? null;
  };
  const effects = await Promise.all([
    ...["30 2 * * *", "30 3 * * *"].map((cron) => made(cron, "Europe/Vienna")),
    made("30 2 * * *", "Asia/Tokyo"),
  ]);
  // Which one depends on the season in which the test runs.
  expect(effects).toEqual([expect.stringMatching(/^(skipped|repeated)$/), "none", null]);
});

/** The headers of the answer to a request whose body is not sent beyond its beginning. */
function begun(at: string, headers: Record<string, string>): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    const sent = request(`${bulkhead.url}${at}`, {
      method: "PUT",
      headers: { Authorization: `Bearer ${bulkhead.key}`, "Content-Type": "text/csv", ...headers },
    });
    sent.on("response", (response) => {
      resolve(response.headers);
      sent.destroy();
    });
    sent.on("error", reject);
    sent.write("id,name\n");
  });
}

test("an answer that comes before the end of the body says that the connection ends", async () => {
  const tooLarge = await begun(path(), { "Content-Length": String(65 << 20) });
  expect(tooLarge).toMatchObject({ "content-type": "application/problem+json", connection: "close" });
  const refused = await bulkhead.call("GET", "/api/jobs/none");
  expect([refused.status, refused.headers.get("connection")]).toEqual([404, "keep-alive"]);
});
