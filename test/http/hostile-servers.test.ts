import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import ssh2 from "ssh2";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { testCertificate } from "../support/certificate.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";

const csv = "id,firstName,lastName\nu1,Ada,Lovelace\n";
/** The answer of the SFTP protocol to what cannot be done. */
const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

let bulkhead: TestBulkhead;
let server: HttpsServer;
let answer: (response: ServerResponse) => void;
let sftp: ssh2.Server;
let sftpOrigin: string;
/** What the SFTP server does when it is asked to read. */
let reading: (session: ssh2.SFTPWrapper, connection: ssh2.Connection, id: number, offset: number) => void;
beforeAll(async () => {
  const certificate = await testCertificate(["IP:127.0.0.2"]);
  server = await startHttpsServer(certificate, "127.0.0.2", (_, response) => answer(response));
  bulkhead = await TestBulkhead.start({
    ...{ BULKHEAD_ALLOW_SOURCES: "127.0.0.2", BULKHEAD_SOURCE_ATTEMPTS: "1", BULKHEAD_SOURCE_SECONDS: "8" },
  });
  await store("erp", { type: "bearer", origin: server.origin, token: "t", ca: certificate.cert });
  const bucket = {
    origin: "s3://bucket",
    region: "us-east-1",
    accessKeyId: "a",
    secretAccessKey: "s",
    pathStyle: true,
  };
  await store("bucket", { type: "s3", ...bucket, endpoint: server.origin, ca: certificate.cert });

  const hostKey = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey.export({
    type: "pkcs1",
    format: "pem",
  });
  sftp = new ssh2.Server({ hostKeys: [String(hostKey)] }, serveSftp);
  sftp.listen(0, "127.0.0.2");
  await once(sftp, "listening");
  sftpOrigin = `sftp://127.0.0.2:${(sftp.address() as AddressInfo).port}`;
  const ssh = { type: "ssh", origin: sftpOrigin, username: "n", password: "p" };
  await store("files", { ...ssh, hostKeys: [`SHA256:${"a".repeat(43)}`] });
  // The message of the refusal names the key.
  const { error } = await importFrom(`${sftpOrigin}/users.csv`, "files");
  const found = /SHA256:[A-Za-z0-9+/]{43}/.exec(error?.message ?? "")?.[0];
  await store("files", { ...ssh, hostKeys: [found] });
});
afterAll(async () => {
  await bulkhead.stop();
  await server.close();
  sftp.close();
});

function serveSftp(connection: ssh2.Connection): void {
  connection.on("error", () => undefined);
  connection.on("authentication", (asked) => asked.accept());
  connection.on("ready", () =>
    connection.on("session", (accept) =>
      accept().on("sftp", (acceptSftp) => {
        const session = acceptSftp();
        const attributes = { mode: 0o100644, uid: 0, gid: 0, size: csv.length, atime: 1, mtime: 1 };
        session.on("STAT", (id) => session.attrs(id, attributes));
        session.on("OPEN", (id, _, flags) =>
          flags & OPEN_MODE.READ ? session.handle(id, Buffer.from("h")) : session.status(id, STATUS_CODE.FAILURE),
        );
        session.on("READ", (id, _, offset) => reading(session, connection, id, offset));
        session.on("CLOSE", (id) => session.status(id, STATUS_CODE.OK));
      }),
    ),
  );
}

async function store(name: string, json: Record<string, unknown>): Promise<void> {
  const { status, body } = await bulkhead.call("PUT", `/api/credentials/${name}`, { json });
  expect([status, body]).toEqual([200, expect.anything()]);
}

async function start(url: string, auth: string): Promise<JobResource> {
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json: { entity: "user", source: { url, auth } } }))
    .body;
}

async function importFrom(url: string, auth: string): Promise<JobResource> {
  return bulkhead.jobEnd((await start(url, auth)).id);
}

const ways = [
  ["https", () => importFrom(`${server.origin}/users.csv`, "erp")],
  ["s3", () => importFrom("s3://bucket/users.csv", "bucket")],
] as const;

test("an HTTP server that changes the protocol, breaks off, or never ends a refusal is a fault, and no end of waiting", async () => {
  const answers: [string, (response: ServerResponse) => void][] = [
    [
      "101",
      (response) =>
        void response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    ],
    ["nothing", (response) => void response.socket?.destroy()],
    ["no HTTP", (response) => void response.socket?.end("what is this\r\n\r\n")],
    ["no length", (response) => void response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n${csv}`)],
    [
      "half a chunk",
      (response) => void response.socket?.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n${csv}`),
    ],
    [
      "endless refusal",
      (response) => {
        response.writeHead(500);
        const more = () => void (response.destroyed || response.write(Buffer.alloc(1 << 20), more));
        more();
      },
    ],
  ];
  for (const [name, gives] of answers) {
    answer = gives;
    for (const [way, run] of ways)
      expect([name, way, (await run()).error?.code]).toEqual([name, way, "SOURCE_UNAVAILABLE"]);
  }
  answer = (response) => void response.writeHead(200, { "Content-Type": "text/csv" }).end(csv);
  for (const [way, run] of ways) expect([way, (await run()).state]).toEqual([way, "complete"]);
});

test("a server that gives its file too slowly ends the import", async () => {
  answer = dripping;
  expect((await importFrom(`${server.origin}/users.csv`, "erp")).error?.code).toBe("SOURCE_TOO_SLOW");
});

/** Gives a byte now and then, without end. */
function dripping(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/csv" });
  const drip = setInterval(() => response.write("x"), 200);
  response.on("close", () => clearInterval(drip));
}

test("the slow servers of one tenant leave half of the downloads to others", async () => {
  const patient = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.2" });
  onTestFinished(() => patient.stop());
  const key = await patient.addKey("admin", "others");
  const { ca } = (await bulkhead.call<{ ca: string }>("GET", "/api/credentials/erp")).body;
  const json = { type: "bearer", origin: server.origin, token: "t", ca };
  for (const of of [patient.key, key]) await patient.call("PUT", "/api/credentials/erp", { key: of, json });
  answer = dripping;
  const from = async (path: string, of: string) => {
    const source = { url: `${server.origin}/${path}`, auth: "erp" };
    const { body } = await patient.call<JobResource>("POST", "/api/imports", {
      key: of,
      json: { entity: "user", source },
    });
    return body.id;
  };
  server.requests.length = 0;
  const slow = await Promise.all(Array.from({ length: 10 }, () => from("slow.csv", patient.key)));
  await expect.poll(() => server.requests.length).toBe(4);
  answer = (response) => void response.writeHead(200, { "Content-Type": "text/csv" }).end(csv);
  expect(await patient.jobEnd(await from("fast.csv", key), key)).toMatchObject({ state: "complete" });
  expect(server.requests.map(({ url }) => url).sort()).toEqual(["/fast.csv", ...Array(4).fill("/slow.csv")]);
  for (const id of slow) await patient.call("POST", `/api/jobs/${id}/cancel`);
  for (const id of slow) expect(await patient.jobEnd(id)).toMatchObject({ state: "cancelled" });
});

test("an SFTP server that breaks off, answers nothing or half, or lies about the size is a fault, and kills no worker", async () => {
  const url = `${sftpOrigin}/users.csv`;
  const faults: [string, typeof reading, string][] = [
    ["ends", (_, connection) => void connection.end(), "SOURCE_UNAVAILABLE"],
    [
      "drops",
      (_, connection) => void (connection as unknown as { _sock: { destroy(): void } })._sock.destroy(),
      "SOURCE_UNAVAILABLE",
    ],
    ["failure", (session, _, id) => void session.status(id, STATUS_CODE.FAILURE), "SOURCE_UNAVAILABLE"],
    ["denied", (session, _, id) => void session.status(id, STATUS_CODE.PERMISSION_DENIED), "SOURCE_DENIED"],
    [
      "ends early",
      (session, _, id, offset) =>
        void (offset === 0 ? session.data(id, Buffer.from("id")) : session.status(id, STATUS_CODE.EOF)),
      "SOURCE_UNAVAILABLE",
    ],
    ["channel", (session) => void session.end(), "SOURCE_UNAVAILABLE"],
    ["silence", () => undefined, "SOURCE_TOO_SLOW"],
  ];
  for (const [name, does, code] of faults) {
    reading = does;
    expect([name, (await importFrom(url, "files")).error?.code]).toEqual([name, code]);
  }
  // Half of what was asked for at a time is allowed.
  reading = (session, _, id, offset) => void session.data(id, Buffer.from(csv.slice(offset, offset + 7)));
  expect(await importFrom(url, "files")).toMatchObject({ state: "complete", counts: { valid: 1 } });

  reading = () => undefined;
  const { id } = await start(url, "files");
  await expect.poll(async () => (await bulkhead.job(id)).stage).toBe("fetching");
  await bulkhead.call("POST", `/api/jobs/${id}/cancel`);
  expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "cancelled" });
});

test("a person is erased although an import's source was never downloaded", async () => {
  answer = (response) => void response.writeHead(404).end();
  expect((await importFrom(`${server.origin}/none.csv`, "erp")).state).toBe("failed");
  await bulkhead.import("id,firstName,lastName\nerased-1,Ada,Lovelace\n", { entity: "user" });
  const { status } = await bulkhead.call("DELETE", "/api/subjects/user/erased-1");
  expect(status).toBe(200);
});
