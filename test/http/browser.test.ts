import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  await bulkhead.upload("events.csv", "id\n");
});
afterAll(() => bulkhead.stop());

/** Sends headers that `fetch` keeps for browsers; gives the whole answer. */
function send(method: string, path: string, headers: Record<string, string>): Promise<string> {
  const { hostname, port, host } = new URL(bulkhead.url);
  const lines = Object.entries({ Host: host, "Content-Length": "0", Connection: "close", ...headers });
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
      );
    });
    socket.on("data", (block) => {
      answer += block.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

test("a request that another site makes with a key that the browser remembers is refused", async () => {
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "user", asset: "events.csv" },
  });
  const cancel = `/api/jobs/${started.body.id}/cancel`;
  const { host } = new URL(bulkhead.url);
  const Authorization = `Basic ${Buffer.from(`anyone:${bulkhead.key}`).toString("base64")}`;
  const foreign: Record<string, string>[] = [
    { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" },
    { "Sec-Fetch-Site": "same-site" },
    { Origin: "https://evil.example" },
    { Origin: "null" },
  ];
  for (const headers of foreign) {
    const answer = await send("POST", cancel, { Authorization, ...headers });
    expect([headers, answer.slice(0, 12)]).toEqual([headers, "HTTP/1.1 403"]);
    expect(answer).toContain('"code":"CROSS_SITE_REQUEST"');
  }
  expect(await send("DELETE", "/api/assets/events.csv", { Authorization, ...foreign[0] })).toMatch(/^HTTP\/1.1 403/);
  const list = await send("POST", "/import/users?importerId=a", { Authorization, ...foreign[0] });
  expect(list).toMatch(/^HTTP\/1.1 403/);
  expect(list).toContain('"importResult":"ERROR"');
  expect((await bulkhead.job(started.body.id)).state).toBe("queued");

  const own: Record<string, string>[] = [
    { "Sec-Fetch-Site": "same-origin", Origin: `https://${host}` },
    { "Sec-Fetch-Site": "none" },
    { Origin: `http://${host}` },
    {},
  ];
  for (const headers of own) {
    const answer = await send("POST", cancel, { Authorization, ...headers });
    expect([headers, answer.slice(0, 12)]).toEqual([headers, "HTTP/1.1 202"]);
  }
  // Reading changes nothing, and a page of another origin cannot see the answer.
  const read = await send("GET", "/api/jobs", { Authorization, "Sec-Fetch-Site": "cross-site" });
  expect(read).toMatch(/^HTTP\/1.1 200/);
  expect(read.toLowerCase()).not.toContain("access-control-allow");
});

test("only the lists' contract offers Basic to a browser", async () => {
  const challenge = async (path: string) =>
    (await bulkhead.call("GET", path, { key: null })).headers.get("www-authenticate");
  expect(await challenge("/api/jobs")).toBe('Bearer realm="bulkhead"');
  expect(await challenge("/incoming/v2/jobs/x")).toBe('Bearer realm="bulkhead"');
  expect(await challenge("/import/jobs/x")).toBe('Bearer realm="bulkhead", Basic realm="bulkhead"');
});

test("every answer carries the headers that keep a browser from guessing, framing and leaking, errors too", async () => {
  for (const path of [
    "/healthz",
    "/docs/",
    "/docs/api",
    "/openapi.json",
    "/api/jobs",
    "/api/jobs/x",
    "/nowhere",
    "/import/jobs/x",
  ]) {
    const { headers } = await bulkhead.call("GET", path);
    expect([path, Object.fromEntries(headers)]).toMatchObject([
      path,
      {
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
      },
    ]);
  }
});

test("what needs a key is never stored by a cache, refusals too", async () => {
  const paths = [
    "/api/jobs",
    "/api/assets/events.csv",
    "/api/assets/events.csv?download=1",
    "/api/jobs/x",
    "/import/jobs/x",
  ];
  for (const path of [...paths, "/incoming/v2/jobs/x", "/api/entities/user/template.csv"]) {
    expect([path, (await bulkhead.call("GET", path)).headers.get("cache-control")]).toEqual([path, "no-store"]);
    const refused = await bulkhead.call("GET", path, { key: null });
    expect([path, refused.status, refused.headers.get("cache-control")]).toEqual([path, 401, "no-store"]);
  }
});

test("the documentation's page runs no script but its own files, and keeps no key", async () => {
  const page = await bulkhead.call<string>("GET", "/docs/api", { key: null });
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy.split("; ").sort()).toEqual([
    "connect-src 'self'",
    "default-src 'none'",
    "frame-ancestors 'none'",
    "img-src data:",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ]);
  expect(page.body).not.toMatch(/<script>|<script [^>]*>[^<]|\son\w+=/);
  const start = await bulkhead.call<string>("GET", "/docs/api/start.js", { key: null });
  expect(start.body).toContain("persistAuthorization: false");
});
