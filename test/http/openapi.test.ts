import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entityList } from "../../src/domain/entities/index.js";
import { listName } from "../../src/domain/entity.js";
import { eventTypes, testEvent } from "../../src/domain/webhooks/event.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { zipFile } from "../support/zip-file.js";

interface Operation {
  readonly operationId?: string;
  readonly responses: Record<string, { readonly links?: Record<string, { readonly operationId: string }> }>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly webhooks: Record<string, { readonly post: { readonly requestBody: unknown } }>;
  readonly components: { schemas: Record<string, { required?: string[] }> };
}

let bulkhead: TestBulkhead;
let document: Document;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  document = (await bulkhead.call<Document>("GET", "/openapi.json", { key: null })).body;
});
afterAll(() => bulkhead.stop());

test("the document has the request of each event that a webhook gets", () => {
  expect(Object.keys(document.webhooks).sort()).toEqual([...eventTypes, testEvent].sort());
  expect(document.webhooks["job.failed"]?.post.requestBody).toMatchObject({
    content: {
      "application/json": {
        schema: { properties: { type: { enum: ["job.failed"] }, data: { properties: { errorCode: {}, counts: {} } } } },
      },
    },
  });
});

test("what is refused of a package, which has no rows of its own, is in the document", async () => {
  await bulkhead.upload("roster.zip", zipFile([{ name: "orgs.csv", content: "sourcedId,name\no1,A\n" }]));
  const json = { asset: "roster.zip", preset: "sds-2.1" };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/packages", { json });
  const ofJobs = Object.entries(document.paths).filter(([path]) => /\/jobs\/\{id\}(?!.*stream)/.test(path));
  const refused: string[] = [];
  for (const [path, { get }] of ofJobs) {
    if (!get) continue;
    const { status } = await bulkhead.call("GET", path.replace("{id}", body.id));
    expect([path, Object.keys(get.responses)]).toEqual([path, expect.arrayContaining([String(status)])]);
    if (status === 409) refused.push(path);
  }
  expect(refused.sort()).toEqual([
    "/api/jobs/{id}/integrity",
    "/api/jobs/{id}/issues",
    "/api/jobs/{id}/rejects.csv",
    "/api/jobs/{id}/rows",
    "/import/jobs/{id}",
    "/incoming/v2/jobs/{id}",
  ]);
});

test("the document names every route that exists, and only those", async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => (name === "entity" ? "webinar" : "x"));
    for (const method of Object.keys(methods)) {
      const { body } = await bulkhead.call<{ code?: string }>(method.toUpperCase(), filled);
      expect([method, path, body?.code]).not.toEqual([method, path, "ROUTE_NOT_FOUND"]);
      expect([method, path, body?.code]).not.toEqual([method, path, "METHOD_NOT_ALLOWED"]);
    }
  }
  expect(Object.keys(document.paths).sort()).toEqual(
    [
      ...[
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/assets",
        "/api/assets/{path}",
        "/api/imports",
        "/api/jobs",
        "/api/jobs/{id}",
      ],
      ...[
        "/api/jobs/{id}/approve",
        "/api/jobs/{id}/undo",
        "/api/schedules",
        "/api/schedules/{id}",
        "/api/schedules/{id}/pause",
        "/api/schedules/{id}/resume",
        "/api/schedules/{id}/trigger",
        "/api/jobs/{id}/rows",
        "/api/jobs/{id}/issues",
        "/api/jobs/{id}/corrections",
        "/api/integrity",
        "/api/limits",
        "/api/key",
        "/api/keys",
        "/api/keys/{id}",
        "/api/keys/{id}/rotate",
        "/api/audit",
        "/api/packages",
        "/api/packages/{id}",
        "/api/holds",
        "/api/holds/{importerId}/{entity}",
        "/api/webhooks",
        "/api/webhooks/{id}",
        "/api/webhooks/{id}/rotate",
        "/api/webhooks/{id}/test",
        "/api/webhooks/{id}/deliveries",
        "/api/webhooks/{id}/deliveries/{delivery}/redeliver",
        "/api/credentials",
        "/api/credentials/{name}",
        "/api/mappings",
        "/api/mappings/suggest",
        "/api/mappings/{importerId}/{entity}",
        "/api/jobs/{id}/integrity",
        "/api/jobs/{id}/rejects.csv",
        "/api/jobs/{id}/stream",
        "/api/jobs/{id}/cancel",
        "/api/jobs/{id}/retry",
        "/api/subjects/{entity}/{id}",
        "/api/entities",
        "/api/entities/{entity}/template.csv",
        "/api/entities/{entity}/schema",
      ],
      "/incoming/v2/jobs/{id}",
      ...entityList.flatMap(({ thoughtIndustries: edge }) => (edge ? [`/incoming/v2/content/${edge.route}/bulk`] : [])),
      ...["/import/getSample", "/import/jobs/{id}"],
      ...entityList.flatMap((entity) => (entity.studoFlow ? [`/import/${listName(entity)}`] : [])),
    ].sort(),
  );
});

test("every route but the health checks asks for a key", async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      const filled = path.replaceAll(/\{\w+\}/g, "x");
      const { status } = await bulkhead.call(method.toUpperCase(), filled, { key: null });
      expect([method, path, status]).toEqual([method, path, /^\/(healthz|readyz)$/.test(path) ? 200 : 401]);
    }
  }
});

test("every operation has a name of its own, and each link leads to one", () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const names = operations.map(({ operationId }) => operationId);
  expect(names.filter((name) => !/^[a-z]\w+$/.test(name ?? ""))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  const links = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ links: found = {} }) => Object.values(found)),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ operationId }) => !names.includes(operationId))).toEqual([]);
});

test("a request that is too large, or none, is answered with a problem", async () => {
  const { hostname, port } = new URL(bulkhead.url);
  const send = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = "";
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on("data", (block) => {
        answer += block.toString();
      });
      socket.on("close", () => resolve(answer));
    });
  const long = await send(`GET /api/jobs?cursor=${"x".repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1.1 431 Request Header Fields Too Large\r\nContent-Type: application\/problem\+json/);
  expect(long).toContain('"code":"HEADERS_TOO_LARGE"');
  const none = await send("no request\r\n\r\n");
  expect(none).toMatch(/^HTTP\/1.1 400 /);
  expect(none).toContain('"code":"INVALID_REQUEST"');
});

test("rows, templates and schemas are those of the declarations", async () => {
  for (const entity of entityList) {
    const { body: template } = await bulkhead.call("GET", `/api/entities/${entity.name}/template.csv`);
    expect(template).toBe(`${Object.keys(entity.fields).join(",")}\r\n`);
    const { body: schema } = await bulkhead.call<{ properties: object }>("GET", `/api/entities/${entity.name}/schema`);
    expect(Object.keys(schema.properties)).toEqual(Object.keys(entity.fields));
    expect(document.components.schemas[`${entity.name}Row`]).toBeDefined();
  }
});

test("the API's page and its files are served from here", async () => {
  const page = await bulkhead.call<string>("GET", "/docs/api", { key: null });
  expect(page.body).not.toMatch(/https?:\/\//);
  for (const [, path] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect((await bulkhead.call("GET", path ?? "", { key: null })).status).toBe(200);
  }
});

test("the document and the files of its page are made once: an answer has an ETag, and 304 repeats nothing", async () => {
  for (const path of [
    "/openapi.json",
    "/docs/",
    "/docs/api",
    "/docs/api/swagger-ui-bundle.js",
    "/docs/api/swagger-ui.css",
    "/docs/api/start.js",
  ]) {
    const [first, second] = [await bulkhead.call("GET", path), await bulkhead.call("GET", path)];
    expect([path, first.status, second.status]).toEqual([path, 200, 200]);
    expect(second.body).toEqual(first.body);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    expect(second.headers.get("etag")).toBe(etag);
    const repeated = await bulkhead.call("GET", path, { headers: { "If-None-Match": `"other", ${etag}` } });
    expect([path, repeated.status, repeated.body]).toEqual([path, 304, ""]);
  }
});
