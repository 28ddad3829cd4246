import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { zipFile } from "../support/zip-file.js";

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}

let bulkhead: TestBulkhead;
let stranger: string;
let document: Document;
/** What the owner has, by the name that a path gives it. */
let owned: Record<string, string>;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  stranger = await bulkhead.addKey("admin", "strangers");
  document = (await bulkhead.call<Document>("GET", "/openapi.json", { key: null })).body;
  await bulkhead.upload("nightly/users.csv", "id,firstName,lastName\nu1,Ada,Lovelace\n");
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "user", asset: "nightly/users.csv" },
    headers: { Prefer: "wait=30" },
  });
  expect(started.body.state).toBe("complete");
  const schedule = { name: "yearly", import: { entity: "user", asset: "nightly/users.csv" }, cron: "0 0 1 1 *" };
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: { ...schedule, timeZone: "UTC" },
  });
  await bulkhead.call("PUT", "/api/mappings/owner/user", { json: {} });
  await bulkhead.call("PUT", "/api/holds/owner/user", { json: {} });
  await bulkhead.upload("nightly/roster.zip", zipFile([{ name: "orgs.csv", content: "sourcedId,name\no1,A\n" }]));
  const pack = await bulkhead.call<{ id: string }>("POST", "/api/packages", {
    json: { asset: "nightly/roster.zip", preset: "sds-2.1" },
    headers: { Prefer: "wait=30" },
  });
  const credential = { type: "bearer", origin: "https://erp.example", token: "a token" };
  await bulkhead.call("PUT", "/api/credentials/owner", { json: credential });
  const key = await bulkhead.call<{ id: string }>("POST", "/api/keys", { json: { name: "owner", role: "read" } });
  const hook = { url: "https://campus.example/hook", events: ["job.completed"] };
  const webhook = await bulkhead.call<{ id: string }>("POST", "/api/webhooks", { json: hook });
  const tested = await bulkhead.call<{ id: string }>("POST", `/api/webhooks/${webhook.body.id}/test`);
  owned = {
    webhook: webhook.body.id,
    delivery: tested.body.id,
    key: key.body.id,
    job: started.body.id,
    asset: "nightly/users.csv",
    subject: "u1",
    schedule: made.body.id,
    mapping: "owner",
    hold: "owner",
    credential: "owner",
    package: pack.body.id,
  };
});
afterAll(async () => {
  await bulkhead.call("DELETE", `/api/schedules/${owned.schedule}`);
  await bulkhead.stop();
});

/** Paths that name a thing of a tenant, and what that thing is; the names of entities belong to no tenant. */
function thingOf(path: string): string | null {
  if (/\/(?:jobs|packages)\/\{id\}/.test(path)) return path.includes("packages") ? "package" : "job";
  if (/\/schedules\/\{id\}/.test(path)) return "schedule";
  if (/\/assets\/\{path\}/.test(path)) return "asset";
  if (/\/subjects\/\{entity\}\/\{id\}/.test(path)) return "subject";
  if (/\/mappings\/\{importerId\}/.test(path)) return "mapping";
  if (/\/holds\/\{importerId\}/.test(path)) return "hold";
  if (/\/credentials\/\{name\}/.test(path)) return "credential";
  if (/\/keys\/\{id\}/.test(path)) return "key";
  if (/\/webhooks\/\{id\}/.test(path)) return "webhook";
  return null;
}

function filled(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === "entity" ? "user" : encodeURI(owned[name === "delivery" ? name : (thingOf(path) ?? "")] ?? ""),
  );
}

test("every route that names a thing answers 404 to another tenant, and not to its owner", async () => {
  const tried: string[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.includes("{") || path.startsWith("/api/entities/")) continue;
    expect([path, thingOf(path)]).not.toEqual([path, null]);
    for (const method of Object.keys(operations)) {
      if (method === "put") continue; // makes a thing of the caller's own
      const body = method === "patch" || /\/(?:corrections|rotate)$/.test(path) ? { json: {} } : {};
      const { status } = await bulkhead.call(method.toUpperCase(), filled(path), { key: stranger, ...body });
      expect([method, path, status]).toEqual([method, path, 404]);
      tried.push(`${method} ${path}`);
    }
  }
  expect(tried.sort()).toEqual([
    "delete /api/assets/{path}",
    "delete /api/credentials/{name}",
    "delete /api/holds/{importerId}/{entity}",
    "delete /api/keys/{id}",
    "delete /api/mappings/{importerId}/{entity}",
    "delete /api/schedules/{id}",
    "delete /api/subjects/{entity}/{id}",
    "delete /api/webhooks/{id}",
    "get /api/assets/{path}",
    "get /api/credentials/{name}",
    "get /api/holds/{importerId}/{entity}",
    "get /api/jobs/{id}",
    "get /api/jobs/{id}/integrity",
    "get /api/jobs/{id}/issues",
    "get /api/jobs/{id}/rejects.csv",
    "get /api/jobs/{id}/rows",
    "get /api/jobs/{id}/stream",
    "get /api/mappings/{importerId}/{entity}",
    "get /api/packages/{id}",
    "get /api/schedules/{id}",
    "get /api/webhooks/{id}",
    "get /api/webhooks/{id}/deliveries",
    "get /import/jobs/{id}",
    "get /incoming/v2/jobs/{id}",
    "patch /api/schedules/{id}",
    "patch /api/webhooks/{id}",
    "post /api/jobs/{id}/approve",
    "post /api/jobs/{id}/cancel",
    "post /api/jobs/{id}/corrections",
    "post /api/jobs/{id}/retry",
    "post /api/jobs/{id}/undo",
    "post /api/keys/{id}/rotate",
    "post /api/schedules/{id}/pause",
    "post /api/schedules/{id}/resume",
    "post /api/schedules/{id}/trigger",
    "post /api/webhooks/{id}/deliveries/{delivery}/redeliver",
    "post /api/webhooks/{id}/rotate",
    "post /api/webhooks/{id}/test",
  ]);
  for (const path of Object.keys(document.paths)) {
    if (!path.includes("{") || path.startsWith("/api/entities/") || document.paths[path]?.get === undefined) continue;
    expect([path, (await bulkhead.call("GET", filled(path))).status]).toEqual([path, 200]);
  }
});

test("what a body or a list names is the caller's own, too", async () => {
  const imported = await bulkhead.call("POST", "/api/imports", {
    key: stranger,
    json: { entity: "user", asset: owned.asset },
  });
  expect(imported.status).toBe(404);
  const json = { bulkImportAssetPath: owned.asset };
  const bulk = await bulkhead.call("POST", "/incoming/v2/content/session/webinar/bulk", { key: stranger, json });
  expect(bulk.status).toBe(404);
  const repeated = await bulkhead.call("POST", "/api/schedules", {
    key: stranger,
    json: { name: "theirs", import: { entity: "user", asset: owned.asset }, everySeconds: 60, timeZone: "UTC" },
  });
  expect(repeated.status).toBe(404);
  for (const path of ["/api/jobs", "/api/assets", "/api/schedules", `/api/jobs?scheduleId=${owned.schedule}`]) {
    expect((await bulkhead.call<{ items: unknown[] }>("GET", path, { key: stranger })).body.items).toEqual([]);
  }
});

test("the same id in two tenants is two rows, with findings of their own", async () => {
  const course = (lecturer: string) => JSON.stringify([{ id: "shared", name: randomUUID(), lecturerIds: [lecturer] }]);
  const post = (key: string, body: string) =>
    bulkhead.call<{ globalValidationWarnings: Record<string, string[]> }>("POST", "/import/courses?importerId=a", {
      key,
      body,
      headers: { "Content-Type": "application/json" },
    });
  const [mine, theirs] = [await post(bulkhead.key, course("u1")), await post(stranger, course("u1"))];
  expect(mine.body.globalValidationWarnings.course).toEqual(["Some courses have no group: shared"]);
  expect(theirs.body.globalValidationWarnings.course).toEqual([
    "Some courses have no corresponding lecturer object: shared (Lecturer: u1)",
    "Some courses have no group: shared",
  ]);
});
