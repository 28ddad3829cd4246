import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

/** The console's form for a mapping, sent without a browser. */

let bulkhead: TestBulkhead;
let cookie: string;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  const signedIn = await send("/console/sign-in", { key: bulkhead.key });
  cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterAll(() => bulkhead.stop());

function send(path: string, fields: Record<string, string>): Promise<Response> {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", ...(cookie && { Cookie: cookie }) };
  const body = new URLSearchParams(fields).toString();
  return fetch(`${bulkhead.url}${path}`, { method: "POST", body, headers, redirect: "manual" });
}

const entity = "user";
const place = (importerId: string) => `/api/mappings/${importerId}/${entity}`;
const mappingOf = async (importerId: string) =>
  (await bulkhead.call<{ version: number; columns: object }>("GET", place(importerId))).body;

/** The fields of the form that is shown for a file, with the choices of its selects. */
async function shownForm(path: string): Promise<Record<string, string>> {
  const answer = await fetch(`${bulkhead.url}/console/import?asset=${path}`, { headers: { Cookie: cookie } });
  const html = await answer.text();
  const inputs = [...html.matchAll(/<input ([^>]*)>/g)].map(([, attributes = ""]) => attributes);
  const attributeOf = (attributes: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  const shown = inputs
    .filter((input) => /name="/.test(input))
    .map((input) => [attributeOf(input, "name"), attributeOf(input, "value")]);
  const selects = [...html.matchAll(/<select ([^>]*)>(.*?)<\/select>/gs)].map(([, attributes = "", options = ""]) => {
    const chosen = /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
    return [attributeOf(attributes, "name"), chosen?.[1] ?? ""];
  });
  return Object.fromEntries([...shown, ...selects]);
}

async function uploaded(header: string, row: string): Promise<string> {
  const path = `form/${crypto.randomUUID()}.csv`;
  await bulkhead.upload(path, `${header}\n${row}\n`);
  return path;
}

test("a form without a change leaves the mapping as it is", async () => {
  const path = await uploaded("id,firstName,Rufname,lastName", "form_1,Augusta,Ada,Lovelace");
  const form = await shownForm(path);
  await bulkhead.call("PUT", place(form.importerId ?? ""), { json: { columns: { Rufname: "firstName" } } });
  const again = await shownForm(path);
  expect([again.field0, again.field1, again.field2, again.field3]).toEqual(["id", "", "firstName", "lastName"]);
  const before = await mappingOf(form.importerId ?? "");
  expect((await send("/console/import", { ...again, act: "import" })).status).toBe(303);
  expect(await mappingOf(form.importerId ?? "")).toEqual(before);
});

test("a form that was shown with another mapping is refused where it differs from the present one, and not otherwise", async () => {
  const path = await uploaded("id,Erster,Zweiter,campusManagementRoles", "form_2,Grace,Hopper,");
  const form = { ...(await shownForm(path)), importerId: "changed" };
  const chosen = { ...form, field1: "firstName", field2: "lastName", act: "dry" };
  expect((await send("/console/import", chosen)).status).toBe(303);
  expect((await mappingOf("changed")).columns).toEqual({ Erster: "firstName", Zweiter: "lastName" });
  expect((await send("/console/import", { ...chosen, act: "import" })).status).toBe(303);
  const other = await send("/console/import", { ...chosen, field1: "lastName", field2: "firstName", act: "import" });
  expect(other.status).toBe(409);
  expect(await other.text()).toContain("has changed");
  expect((await mappingOf("changed")).columns).toEqual({ Erster: "firstName", Zweiter: "lastName" });
});

test("a part of a file that no archive can have is a fault of the form", async () => {
  const form = await shownForm(await uploaded("id,firstName,lastName", "form_3,Alan,Turing"));
  for (const part of ["member", "sheet"]) {
    for (const text of ["\u0000", "x".repeat(2_000)]) {
      expect((await send("/console/import", { ...form, act: "import", [part]: text })).status).toBe(400);
    }
  }
});

test("a column that a mapping names is no longer missing", async () => {
  const path = await uploaded("Kennung,firstName,lastName", "form_4,Edsger,Dijkstra");
  const shown = async () =>
    (await fetch(`${bulkhead.url}/console/import?asset=${path}`, { headers: { Cookie: cookie } })).text();
  expect(await shown()).toContain("Required columns that the header lacks: id");
  const { importerId = "" } = await shownForm(path);
  await bulkhead.call("PUT", place(importerId), { json: { columns: { Kennung: "id" } } });
  expect(await shown()).not.toContain("Required columns that the header lacks");
});
