import openapiTS, { astToString } from "openapi-typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../../../test/support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

test("the client's types are those of the OpenAPI document", async () => {
  const { body } = await bulkhead.call<object>("GET", "/openapi.json", { key: null });
  const withoutExamples = JSON.stringify(body, (key, value) => (key === "example" ? undefined : value));
  const types = astToString(await openapiTS(withoutExamples, { defaultNonNullable: false }));
  const head = "// Made from /openapi.json by `npm run client:types`; not written by hand.\n\n";
  await expect(`${head}${types}`).toMatchFileSnapshot("../src/schema.ts");
});
