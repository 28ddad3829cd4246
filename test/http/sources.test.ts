import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type TestCertificate, testCertificate } from "../support/certificate.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";

const csv = "id,firstName,lastName\nu1,Ada,Lovelace\nu2,Alan,Turing\n";
const password = "a secret of the server";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let bulkhead: TestBulkhead;
let certificate: TestCertificate;
let server: HttpsServer;
let other: HttpsServer;
let answer: Answer;
let otherAnswer: Answer;
beforeAll(async () => {
  certificate = await testCertificate(["IP:127.0.0.2", "IP:127.0.0.3"]);
  server = await startHttpsServer(certificate, "127.0.0.2", (request, response) => answer(request, response));
  other = await startHttpsServer(certificate, "127.0.0.3", (request, response) => otherAnswer(request, response));
  bulkhead = await TestBulkhead.start({
    BULKHEAD_ALLOW_SOURCES: "127.0.0.2/31",
    BULKHEAD_SOURCE_ATTEMPTS: "2",
    BULKHEAD_MAX_ASSET_BYTES: "100000",
  });
});
afterAll(async () => {
  await bulkhead.stop();
  await Promise.all([server.close(), other.close()]);
});
beforeEach(async () => {
  server.requests.length = 0;
  other.requests.length = 0;
  answer = giving(csv);
  otherAnswer = giving(csv);
  await storeCredential("erp", { type: "basic", username: "nightly", password });
});

function giving(body: string | Buffer, headers: Record<string, string> = {}, status = 200): Answer {
  return (_, response) => response.writeHead(status, { "Content-Type": "text/csv", ...headers }).end(body);
}

async function storeCredential(name: string, credential: Record<string, unknown>) {
  const json = { origin: server.origin, ca: certificate.cert, ...credential };
  return bulkhead.call<Record<string, unknown>>("PUT", `/api/credentials/${name}`, { json });
}

async function startFrom(path: string, options: Record<string, unknown> = {}, auth: string | null = "erp") {
  const source = { url: path.startsWith("/") ? `${server.origin}${path}` : path, auth };
  return bulkhead.call<JobResource>("POST", "/api/imports", { json: { entity: "user", source, ...options } });
}

async function importFrom(path: string, options: Record<string, unknown> = {}): Promise<JobResource> {
  const { status, body } = await startFrom(path, options);
  expect([status, body]).toEqual([202, expect.anything()]);
  return bulkhead.jobEnd(body.id);
}

test("a file on another server is imported, with the credential in the request, and pinned like an upload", async () => {
  const job = await importFrom("/users.csv");
  expect(job).toMatchObject({
    ...{ state: "complete", counts: { valid: 2 } },
    source: { url: `${server.origin}/users.csv`, auth: "erp" },
    asset: { path: `${server.origin}/users.csv`, size: csv.length, contentType: "text/csv" },
  });
  expect(job.asset.sha256).toBe(createHash("sha256").update(csv).digest("hex"));
  const basic = `Basic ${Buffer.from(`nightly:${password}`).toString("base64")}`;
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([basic]);

  // The server has other rows by now: the rows of the job are those that it imported.
  answer = giving("id,firstName,lastName\nu9,Other,Person\n");
  const { body } = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${job.id}/rows?outcome=valid`);
  expect(body.items).toHaveLength(2);
});

test("gzip is unpacked, and a list in JSON is known by its bytes", async () => {
  answer = giving(gzipSync(csv), { "Content-Type": "application/octet-stream" });
  expect(await importFrom("/users.csv.gz")).toMatchObject({
    state: "complete",
    asset: { detected: { packing: "gzip" } },
  });
  answer = giving(JSON.stringify([{ id: "u1", firstName: "Ada", lastName: "Lovelace" }]), { "Content-Type": "" });
  expect(await importFrom("/export?kind=users")).toMatchObject({ state: "complete", counts: { valid: 1 } });
  expect(server.requests.at(-1)?.url).toBe("/export?kind=users");
});

test("a token, a header and a parameter open a file as a password does", async () => {
  await storeCredential("token", { type: "bearer", token: "t0k3n" });
  await storeCredential("header", { type: "header", header: "X-Api-Key", value: "k3y" });
  await storeCredential("parameter", { type: "query", parameter: "sig", value: "a/b+c=" });
  for (const auth of ["token", "header", "parameter"]) {
    const { body } = await startFrom("/users.csv?day=today", {}, auth);
    expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "complete" });
  }
  const [token, header, parameter] = server.requests;
  expect(token?.headers.authorization).toBe("Bearer t0k3n");
  expect(header?.headers["x-api-key"]).toBe("k3y");
  expect(new URL(parameter?.url ?? "", server.origin).searchParams.get("sig")).toBe("a/b+c=");
});

test("redirects are followed three times, and another server is not sent the credential", async () => {
  answer = (_, response) => response.writeHead(302, { Location: `${other.origin}/users.csv` }).end();
  // The other server's certificate is not trusted without the credential that names it.
  expect(await importFrom("/users.csv")).toMatchObject({ state: "failed", error: { code: "SOURCE_UNTRUSTED" } });
  expect(other.requests).toEqual([]);

  const here: Answer = ({ url = "" }, response) => {
    const at = Number(url.slice(1));
    if (at === 0) return void response.writeHead(200, { "Content-Type": "text/csv" }).end(csv);
    response.writeHead(307, { Location: `/${at - 1}` }).end();
  };
  answer = here;
  expect(await importFrom("/3")).toMatchObject({ state: "complete" });
  expect(server.requests.slice(1).every(({ headers }) => headers.authorization)).toBe(true);
  expect(await importFrom("/4")).toMatchObject({ state: "failed", error: { code: "SOURCE_NOT_ALLOWED" } });
});

test("what a server answers becomes a code that says what to do, and an outage is waited out", async () => {
  const codes = { 401: "SOURCE_DENIED", 403: "SOURCE_DENIED", 404: "SOURCE_NOT_FOUND", 410: "SOURCE_NOT_FOUND" };
  for (const [status, code] of Object.entries(codes)) {
    answer = giving("<h1>no</h1>", {}, Number(status));
    const job = await importFrom("/users.csv");
    expect([status, job.error?.code]).toEqual([status, code]);
    expect(job.error?.message).toContain(status);
  }
  server.requests.length = 0;
  answer = (request, response) => giving(csv, {}, server.requests.length === 1 ? 503 : 200)(request, response);
  expect(await importFrom("/users.csv")).toMatchObject({ state: "complete" });
  answer = giving("busy", {}, 503);
  const failed = await importFrom("/users.csv");
  expect(failed).toMatchObject({ state: "failed", error: { code: "SOURCE_UNAVAILABLE" } });

  // A retry downloads what was never downloaded.
  answer = giving(csv);
  const { body } = await bulkhead.call<JobResource>("POST", `/api/jobs/${failed.id}/retry`);
  expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "complete", retryOf: failed.id });
});

test("a file that ends early, is too large or is no file of rows imports nothing", async () => {
  answer = (_, response) => {
    response.writeHead(200, { "Content-Type": "text/csv", "Content-Length": String(csv.length) });
    response.write(csv.slice(0, 30), () => response.destroy());
  };
  expect(await importFrom("/users.csv")).toMatchObject({ state: "failed", error: { code: "SOURCE_UNAVAILABLE" } });
  answer = giving(`${csv}${"x".repeat(100_000)}`);
  expect(await importFrom("/users.csv")).toMatchObject({ state: "failed", error: { code: "ASSET_TOO_LARGE" } });
  answer = giving("%PDF-1.7", { "Content-Type": "application/pdf" });
  expect(await importFrom("/users.pdf")).toMatchObject({ state: "failed", error: { code: "UNSUPPORTED_ASSET" } });
});

test("a download that is under way is cancelled", async () => {
  let begun = () => {};
  const isUnderWay = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let closed = false;
  answer = (_, response) => {
    response.on("close", () => {
      closed = true;
    });
    response.writeHead(200, { "Content-Type": "text/csv" }).write(csv, () => begun());
  };
  const { body } = await startFrom("/users.csv");
  await isUnderWay;
  expect(await bulkhead.job(body.id)).toMatchObject({ state: "running", stage: "fetching" });
  await bulkhead.call("POST", `/api/jobs/${body.id}/cancel`);
  expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "cancelled" });
  await expect.poll(() => closed).toBe(true);
});

test("a file with passwords goes when its import ends, and a retry downloads it again", async () => {
  answer = giving("id,firstName,lastName,passwordOrHash\nu1,Ada,Lovelace,a-password-of-ada\nu2,,Turing,another\n");
  const job = await importFrom("/passwords.csv");
  expect(job).toMatchObject({ state: "complete_with_rejects", counts: { valid: 1, invalid: 1 } });
  expect(job.asset.sha256).toBeNull();
  await expect.poll(async () => (await bulkhead.call("GET", `/api/jobs/${job.id}/rejects.csv`)).status).toBe(410);
  server.requests.length = 0;
  const { body } = await bulkhead.call<JobResource>("POST", `/api/jobs/${job.id}/retry`);
  expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "complete_with_rejects" });
  expect(server.requests).toHaveLength(1);
});

test("an address or a credential that cannot be used is refused when it is named", async () => {
  const host = server.origin.slice("https://".length);
  const refused: [string, string | null, string][] = [
    [`${server.origin}/`, "erp", "INVALID_SOURCE"],
    [`https://nightly:secret@${host}/users.csv`, "erp", "INVALID_SOURCE"],
    [`${server.origin}/users.csv?X-Amz-Signature=1`, "erp", "INVALID_SOURCE"],
    ...["access_token", "accessToken", "AWSAccessKeyId", "code", "user_password"].map(
      (name): [string, string, string] => [`${server.origin}/users.csv?${name}=1`, "erp", "INVALID_SOURCE"],
    ),
    [`sftp://${host}/%zz.csv`, "erp", "INVALID_SOURCE"],
    [`s3://bucket/a%00.csv`, "erp", "INVALID_SOURCE"],
    [`s3://bucket/..%2fother/users.csv`, "erp", "INVALID_SOURCE"],
    [`${other.origin}/users.csv`, "erp", "INVALID_SOURCE"],
    [`sftp://${host}/users.csv`, "erp", "INVALID_SOURCE"],
    ["s3://bucket/users.csv", null, "INVALID_SOURCE"],
    [`${server.origin}/users.csv`, "nobody", "CREDENTIAL_NOT_FOUND"],
  ];
  for (const [url, auth, code] of refused) {
    const { body } = await startFrom(url, {}, auth);
    expect([url, (body as unknown as { code: string }).code]).toEqual([url, code]);
  }
  const both = await startFrom("/users.csv", { asset: "users.csv" });
  expect(both.body).toMatchObject({ code: "INVALID_BODY", detail: expect.stringContaining("either asset or source") });
  const wrong = [
    {
      type: "ssh",
      origin: "sftp://files.example",
      username: "n",
      hostKeys: [`SHA256:${"a".repeat(43)}`],
      ca: undefined,
    },
    { type: "basic", username: "n", password, ca: "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----" },
    { type: "header", header: "Host", value: "elsewhere" },
    { type: "header", header: "Trailer", value: "elsewhere" },
    { type: "bearer", token: "two\nlines" },
    { type: "basic", origin: "https://erp.example:443", username: "n", password },
  ];
  for (const credential of wrong) {
    const { body } = await storeCredential("wrong", credential);
    expect([credential, body.code]).toEqual([credential, "INVALID_CREDENTIAL"]);
  }
});

test("no answer and no table has a credential's secret", async () => {
  const job = await importFrom("/users.csv");
  const shown = await bulkhead.call("GET", "/api/credentials/erp");
  expect(shown.body).toMatchObject({ name: "erp", type: "basic", origin: server.origin, username: "nightly" });
  const list = await bulkhead.call("GET", "/api/credentials");
  const rows = await bulkhead.deps.db.query.selectFrom("credential").selectAll().execute();
  const text = JSON.stringify([shown.body, list.body, rows, job]);
  expect(text).not.toContain(password);
  expect(text).not.toContain(Buffer.from(password).toString("base64").replace(/=+$/, ""));
  const importer = await bulkhead.addKey("import");
  const json = { type: "bearer", origin: server.origin, token: "t" };
  expect((await bulkhead.call("PUT", "/api/credentials/erp", { key: importer, json })).status).toBe(403);
  expect((await bulkhead.call("DELETE", "/api/credentials/erp", { key: importer })).status).toBe(403);
  expect((await bulkhead.call("GET", "/api/credentials", { key: await bulkhead.addKey("read") })).status).toBe(403);
});

test("a schedule leaves a time out where the server says that nothing has changed, without a download", async () => {
  let etag = '"one"';
  let bytes = 0;
  answer = ({ headers }, response) => {
    if (headers["if-none-match"] === etag) return void response.writeHead(304).end();
    bytes += csv.length;
    response.writeHead(200, { "Content-Type": "text/csv", ETag: etag }).end(csv);
  };
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly users", everySeconds: 1, timeZone: "UTC" },
      import: { entity: "user", importerId: "nightly", source: { url: `${server.origin}/users.csv`, auth: "erp" } },
    },
  });
  expect(made.body).toMatchObject({
    import: { asset: null, source: { url: `${server.origin}/users.csv`, auth: "erp" } },
  });
  const path = `/api/schedules/${made.body.id}`;
  const outcomes = async () => {
    const { body } = await bulkhead.call<{ runs: { outcome: string; state: string }[] }>("GET", path);
    return body.runs.filter(({ outcome }) => outcome !== "overlap").map(({ outcome, state }) => state ?? outcome);
  };
  const completed = async () => (await outcomes()).filter((outcome) => outcome === "complete").length;
  await expect.poll(outcomes).toEqual(expect.arrayContaining(["unchanged", "complete"]));
  await expect
    .poll(async () => (await outcomes()).filter((outcome) => outcome === "unchanged").length)
    .toBeGreaterThan(1);
  expect((await outcomes()).filter((outcome) => outcome === "complete")).toHaveLength(1);
  expect(bytes).toBe(csv.length);
  etag = '"two"';
  await expect.poll(async () => (await outcomes()).filter((outcome) => outcome === "complete").length).toBe(2);

  // Another credential may see another file.
  const before = await completed();
  await storeCredential("erp", { type: "basic", username: "somebody", password: "else" });
  await expect.poll(completed).toBe(before + 1);

  // A mapping reads the file again.
  const mapping = { constants: { campusManagementRoles: "STUDENT" } };
  expect((await bulkhead.call("PUT", "/api/mappings/nightly/user", { json: mapping })).status).toBe(200);
  await expect.poll(completed).toBe(before + 2);

  const changed = await bulkhead.call("PATCH", path, { json: { everySeconds: 86_400, import: { asset: "none.csv" } } });
  expect(changed.body).toMatchObject({ code: "ASSET_NOT_FOUND" });
  await bulkhead.upload("users.csv", csv);
  const moved = await bulkhead.call("PATCH", path, { json: { everySeconds: 86_400, import: { asset: "users.csv" } } });
  expect(moved.body).toMatchObject({ import: { asset: "users.csv", source: null } });
  await bulkhead.call("DELETE", path);
});
