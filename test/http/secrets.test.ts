import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entityList } from "../../src/domain/entities/index.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";

const canary = "c4n4ry";

interface Document {
  readonly paths: Record<string, Record<string, unknown>>;
}

let bulkhead: TestBulkhead;
let reader: string;
let importer: string;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  reader = await bulkhead.addKey("read");
  importer = await bulkhead.addKey("import");
});
afterAll(() => bulkhead.stop());

/** A valid row and one that is rejected, each with the canary in every secret that is plain text. */
function rows(entity: (typeof entityList)[number]): Record<string, string>[] {
  const cells = Object.fromEntries(
    Object.entries(entity.fields).map(([name, field]) => [name, field.secret ? canary : field.example]),
  );
  const bad = Object.fromEntries(
    Object.keys(entity.fields).map((name) => [name, entity.fields[name]?.secret ? canary : ""]),
  );
  return [cells, { ...bad, id: "rejected" }];
}

function csvOf(entity: (typeof entityList)[number]): string {
  const names = Object.keys(entity.fields);
  const line = (cells: (string | undefined)[]) => cells.map((cell = "") => `"${cell.replaceAll('"', '""')}"`).join(",");
  return [line(names), ...rows(entity).map((row) => line(names.map((name) => row[name])))].join("\n");
}

const secretive = entityList.filter(({ fields }) => Object.values(fields).some(({ secret }) => secret));

test("there are entities with secrets", () => {
  expect(secretive.map(({ name }) => name).sort()).toEqual(["courseGroupWebinar", "user", "webinar"]);
});

test("no route that a key of role read may call gives back a secret of a stored file, in CSV or JSON", async () => {
  const document = (await bulkhead.call<Document>("GET", "/openapi.json")).body;
  const reads = Object.entries(document.paths).flatMap(([path, methods]) => (methods.get ? [path] : []));
  for (const entity of secretive) {
    for (const [type, content] of [
      ["text/csv", csvOf(entity)],
      ["application/json", JSON.stringify(rows(entity))],
    ] as const) {
      const asset = `${randomUUID()}/${entity.name}`;
      await bulkhead.call("PUT", `/api/assets/${asset}`, { body: content, headers: { "Content-Type": type } });
      const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
        json: { entity: entity.name, asset },
        headers: { Prefer: "wait=60" },
      });
      const job = await bulkhead.jobEnd(started.body.id);
      expect(job.counts.invalid).toBeGreaterThan(0);
      const queries = ["", "?download=1", "?outcome=valid", "?outcome=invalid"];
      let answered = 0;
      for (const path of reads) {
        const filled = path.replace("{path}", asset).replace("{entity}", entity.name).replace("{id}", job.id);
        for (const query of queries) {
          const { status, body } = await bulkhead.call("GET", `${filled}${query}`, { key: reader });
          expect([path, query, JSON.stringify(body).includes(canary)]).toEqual([path, query, false]);
          if (status === 200) answered++;
        }
      }
      expect(answered).toBeGreaterThan(10);
    }
  }
});

test("an asset's bytes need a key that may import, what is known of it does not", async () => {
  const csv = "id,firstName,lastName,passwordOrHash\nu1,A,B,hunter2\n";
  await bulkhead.upload("users.csv", csv);
  const refused = await bulkhead.call<{ code: string }>("GET", "/api/assets/users.csv?download=1", { key: reader });
  expect([refused.status, refused.body.code]).toEqual([403, "FORBIDDEN"]);
  expect(await bulkhead.call("GET", "/api/assets/users.csv", { key: reader })).toMatchObject({
    status: 200,
    body: { path: "users.csv", size: csv.length },
  });
  expect(await bulkhead.call("GET", "/api/assets/users.csv?download=1", { key: importer })).toMatchObject({
    status: 200,
    body: csv,
  });
});
