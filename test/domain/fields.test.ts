import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRowReader } from "../../src/codecs/csv/csv-row.js";
import { entityList, entityNamed } from "../../src/domain/entities/index.js";
import type { Entity } from "../../src/domain/entity.js";
import { Fault } from "../../src/domain/field.js";
import { compareInstants, instant } from "../../src/domain/fields/instant.js";
import { generatedSlug, slug } from "../../src/domain/fields/slug.js";
import { httpsUrl } from "../../src/domain/fields/url.js";
import { rowSchema } from "../../src/domain/record.js";
import { compileRowCheck } from "../../src/domain/row-check.js";

describe("an instant", () => {
  test.each([
    ["2027-05-31T09:00:00Z", "2027-05-31T09:00:00.000Z"],
    ["2027-05-31T09:00:00.5Z", "2027-05-31T09:00:00.500Z"],
    ["2027-05-31t09:00:00.123456789z", "2027-05-31T09:00:00.123456789Z"],
    ["2027-05-31T01:00:00+02:00", "2027-05-30T23:00:00.000Z"],
    ["2028-02-29T00:00:00-23:59", "2028-02-29T23:59:00.000Z"],
  ])("%s is read as %s", (cell, value) => {
    expect(instant().parse(cell)).toBe(value);
  });

  test.each([
    ...[
      "2027-05-31",
      "2027-05-31T09:00Z",
      "2027-05-31 09:00:00Z",
      "2027-05-31T09:00:00",
      "31.05.2027",
      " 2027-05-31T09:00:00Z",
    ],
    ...[
      "2027-02-29T00:00:00Z",
      "2027-13-01T00:00:00Z",
      "2027-01-01T24:00:00Z",
      "2027-01-01T00:60:00Z",
      "0000-06-01T00:00:00Z",
    ],
    ...[
      "2027-01-01T00:00:00.Z",
      "2027-01-01T00:00:00.1234567890Z",
      "2027-01-01T00:00:00+2:00",
      "9999-12-31T23:59:59-01:00",
    ],
  ])("%s is refused", (cell) => {
    expect(instant().parse(cell)).toMatchObject({ code: "INVALID_DATE" });
  });

  test("keeps its order in time, with any offset", () => {
    const time = fc.date({ min: new Date("1900-01-01"), max: new Date("2999-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, fc.integer({ min: -720, max: 840 }), (a, b, minutes) => {
        const sign = minutes < 0 ? "-" : "+";
        const offset = `${sign}${[Math.abs(minutes) / 60, Math.abs(minutes) % 60].map((n) => String(Math.floor(n)).padStart(2, "0")).join(":")}`;
        const local = new Date(a.getTime() + minutes * 60_000).toISOString().replace("Z", offset);
        const [left, right] = [instant().parse(local), instant().parse(b.toISOString())];
        expect(left).toBe(a.toISOString());
        expect(Math.sign(compareInstants(String(left), String(right)))).toBe(Math.sign(a.getTime() - b.getTime()));
      }),
    );
  });
});

describe("a generated slug", () => {
  test("is a slug, and another one for another id, with any title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 500 }), fc.string(), fc.string(), (title, a, b) => {
        const made = generatedSlug(title, a);
        expect(slug().parse(made)).toBe(made);
        expect(generatedSlug(title, b) === made).toBe(a === b);
      }),
    );
  });

  test("is the title, and ten base32 characters of the id's sha256", () => {
    // printf cg-1 | openssl dgst -sha256 -binary | base32
    expect(generatedSlug("Größe & Maß", "cg-1")).toBe("groesse-and-mass-d52drfaosd");
  });
});

/** The check of a CSV with these columns. */
function rowCheck(entity: Entity, columns: readonly string[]) {
  const layout = { encoding: "utf-8", delimiter: ",", names: columns, header: columns } as const;
  return compileRowCheck(entity, layout, csvRowReader(layout), (parts) => parts.join());
}

function record(cells: readonly string[]) {
  return { line: 2, start: 0, length: 0, cells };
}

describe("every entity", () => {
  test.each(entityList.map((entity) => [entity.name, entity] as const))("%s accepts its own examples", (_, entity) => {
    const columns = Object.keys(entity.fields);
    const cells = Object.values(entity.fields).map((field) => field.example);
    expect(rowCheck(entity, columns).check(record(cells), 2).issues).toEqual([]);
  });

  test.each(entityList.map((entity) => [entity.name, entity] as const))("%s never throws on any cell", (_, entity) => {
    const columns = Object.keys(entity.fields);
    const check = rowCheck(entity, columns);
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("", " ", "-1", "1e3", "null", "://", ";;"),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), (cells) => {
        for (const issue of check.check(record(cells), 2).issues) expect(issue.hint).not.toBe("");
      }),
    );
  });

  test.each(entityList.map((entity) => [entity.name, entity] as const))(
    "%s has a schema whose examples are values",
    (_, entity) => {
      for (const property of Object.values(rowSchema(entity).properties as Record<string, { examples: unknown[] }>)) {
        expect(property.examples[0]).not.toBeInstanceOf(Fault);
      }
    },
  );
});

test("an address with letters beyond ASCII is as good the hundred thousandth time as the first", () => {
  const field = httpsUrl();
  const refused = Array.from({ length: 100_000 }).findIndex(() => field.parse("https://é.at/ü") instanceof Fault);
  expect(refused).toBe(-1);
});

test.each([
  [";", null],
  [" ; ;", null],
  [" a ;; b;", '{"a","b"}'],
])("a list in a cell, %j, is stored as %j", (cell, stored) => {
  expect(rowCheck(entityNamed("webinar"), ["tags"]).check(record([cell]), 2).texts).toEqual([stored]);
});
