import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { isOpenAddress, networkOf } from "../../src/sources/guarded-lookup.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type TestCertificate, testCertificate } from "../support/certificate.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";

const open = "127.0.0.2";

let bulkhead: TestBulkhead;
let certificate: TestCertificate;
/** The one server whose network is listed. */
let server: HttpsServer;
let location = "";
let listeners: Server[];
let port: number;
let connections = 0;
beforeAll(async () => {
  certificate = await testCertificate([`IP:${open}`]);
  server = await startHttpsServer(certificate, open, (_, response) =>
    response.writeHead(302, { Location: location }).end(),
  );
  const first = await listener("127.0.0.1", 0);
  port = (first.address() as AddressInfo).port;
  listeners = [first, ...(await Promise.all(ownAddresses().map((address) => listener(address, port))))];
  bulkhead = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: `${open}/32`, BULKHEAD_SOURCE_ATTEMPTS: "1" });
  const json = { type: "bearer", origin: server.origin, token: "t", ca: certificate.cert };
  await bulkhead.call("PUT", "/api/credentials/open", { json });
  const hostKeys = [`SHA256:${"a".repeat(43)}`];
  for (const [at, host] of spellings().entries()) {
    const json = { type: "ssh", origin: `sftp://${host}:${port}`, username: "n", password: "p", hostKeys };
    await bulkhead.call("PUT", `/api/credentials/ssh-${at}`, { json });
    const s3 = { type: "s3", origin: "s3://bucket", region: "us-east-1", accessKeyId: "a", secretAccessKey: "s" };
    for (const scheme of ["http", "https"]) {
      const json = { ...s3, endpoint: `${scheme}://${host}:${port}`, pathStyle: true };
      await bulkhead.call("PUT", `/api/credentials/${scheme}-${at}`, { json });
    }
  }
});
afterAll(async () => {
  await bulkhead.stop();
  await server.close();
  for (const each of listeners) each.close();
});

/** A listener on an address that no source may reach; it counts who comes. */
async function listener(address: string, at: number): Promise<Server> {
  const listening = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  listening.listen(at, address);
  await once(listening, "listening");
  return listening;
}

/** This machine's other addresses that are not public. */
function ownAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return found.filter(({ address, scopeid }) => address !== "127.0.0.1" && !scopeid).map(({ address }) => address);
}

/** Ways to write this machine, and others that are not public. */
function spellings(): string[] {
  return [
    ...["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001"],
    ...["0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0.0.0.0", "0", "127.1.2.3", "[::1]", "[::]"],
    ...["[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"],
    ...["[2002:7f00:1::]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]"],
    ...["[fd00::1]", "[ff02::1]", "224.0.0.1", "255.255.255.255", "198.18.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1"],
    ...ownAddresses().map((address) => (address.includes(":") ? `[${address}]` : address)),
  ];
}

async function codeOf(url: string, auth: string | null): Promise<string | undefined> {
  const { status, body } = await bulkhead.call<JobResource & { code?: string }>("POST", "/api/imports", {
    json: { entity: "user", source: { url, auth } },
  });
  return status === 202 ? (await bulkhead.jobEnd(body.id)).error?.code : body.code;
}

test("no spelling of a closed address is connected to, over https, sftp, s3 or by a redirect", async () => {
  const tried: Record<string, number> = {};
  const refusals = ["SOURCE_NOT_ALLOWED", "INVALID_SOURCE", "INVALID_BODY", "CREDENTIAL_NOT_FOUND"];
  const note = (way: string, host: string, code: string | undefined) => {
    // A host that has no address at all is not reached either.
    expect([way, host, code]).toEqual([
      way,
      host,
      expect.stringMatching([...refusals, "SOURCE_UNAVAILABLE"].join("|")),
    ]);
    tried[`${way} ${code}`] = (tried[`${way} ${code}`] ?? 0) + 1;
  };
  for (const [at, host] of spellings().entries()) {
    note("https", host, await codeOf(`https://${host}:${port}/users.csv`, null));
    note("sftp", host, await codeOf(`sftp://${host}:${port}/users.csv`, `ssh-${at}`));
    for (const scheme of ["http", "https"]) {
      note("s3", host, await codeOf("s3://bucket/users.csv", `${scheme}-${at}`));
    }
    for (const way of [`https://${host}:${port}/`, `http://${host}:${port}/`, `//${host}:${port}/`]) {
      // A header has bytes alone.
      location = Buffer.from(way).toString("latin1");
      note("redirect", host, await codeOf(`${server.origin}/users.csv`, "open"));
    }
  }
  for (const target of ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "data:text/csv,id", ""]) {
    location = target;
    note("redirect", target, await codeOf(`${server.origin}/users.csv`, "open"));
  }
  console.log(tried);
  expect(connections).toBe(0);
  expect(tried["https SOURCE_NOT_ALLOWED"]).toBeGreaterThan(25);
  expect(tried["redirect SOURCE_NOT_ALLOWED"]).toBeGreaterThan(80);
});

test("an address is open where it is public or in a listed network, however it is written", () => {
  const networks = ["10.1.0.0/16", "fd12::/32", "192.0.2.7"].map((text) => networkOf(text)).filter((n) => n !== null);
  const expected: Record<string, boolean> = {
    ...{ "8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true },
    ...{ "10.1.255.1": true, "10.2.0.1": false, "::ffff:10.1.0.1": true, "fd12::1": true, "fd13::1": false },
    ...{
      "192.0.2.7": true,
      "192.0.2.8": false,
      "168.63.129.16": false,
      "::808:808": false,
      "1::1": false,
      "64:ff9b::808:808": false,
    },
  };
  for (const [address, isOpen] of Object.entries(expected)) {
    expect([address, isOpenAddress(address, networks)]).toEqual([address, isOpen]);
  }
  for (const text of [
    "10.0.0.0/33",
    "ten",
    "10.0.0",
    "",
    "fd00::/129",
    "010.0.0.0/8",
    "10.1/16",
    "::ffff:10.0.0.0/104",
  ])
    expect(networkOf(text)).toBeNull();
  fc.assert(fc.property(fc.ipV4(), (address) => isOpenAddress(address, []) === isOpenAddress(`::ffff:${address}`, [])));
});
