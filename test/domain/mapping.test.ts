import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entities } from "../../src/domain/entities/index.js";
import { Fault } from "../../src/domain/field.js";
import { cellReader } from "../../src/domain/mapping/cell-mapping.js";
import { matchColumns, suggestColumns } from "../../src/domain/mapping/column-names.js";
import { dateReader, isDateFormat } from "../../src/domain/mapping/date-format.js";
import { zoneClock } from "../../src/domain/mapping/local-moment.js";
import { mappingSchema } from "../../src/domain/mapping/mapping.js";
import { mappingFaults } from "../../src/domain/mapping/mapping-faults.js";

const { user, courseGroupInPersonEvent: session } = entities;
const instantField = session.fields.startDate;

describe("columns", () => {
  test("are known by their names, by other spellings of them, and by aliases in German and English", () => {
    const names = ["ID", "Vorname", "last_name", "User-Name", "E-Mail", "Kennwort", "Rollen"];
    expect(matchColumns(user, names)).toEqual([
      ...["id", "firstName", "lastName", "username", null, "passwordOrHash", "campusManagementRoles"],
    ]);
    expect(matchColumns(session, ["Start Date", "Zeitzone", "PLZ", "straße"])).toEqual([
      ...["startDate", "timeZone", "zipCode", "address1"],
    ]);
  });

  test("a mapping counts more than a name, a name more than an alias; the others are left out", () => {
    expect(matchColumns(user, ["firstName", "Vorname"])).toEqual(["firstName", null]);
    const mapped = { Rufname: "firstName", Vorname: null };
    expect(matchColumns(user, ["firstName", "Vorname", "rufname "], mapped)).toEqual([null, null, "firstName"]);
    expect(matchColumns(user, ["Nachname", "Familienname"])).toEqual([null, null]);
    expect(matchColumns(user, ["a", "b"], { a: "lastName", b: "lastName" })).toEqual(["lastName", "lastName"]);
  });

  test("no alias of an entity is the name or an alias of another field", () => {
    for (const entity of Object.values(entities)) {
      for (const [field, { aliases }] of Object.entries(entity.fields)) {
        for (const alias of aliases)
          expect([entity.name, alias, ...matchColumns(entity, [alias])]).toEqual([entity.name, alias, field]);
      }
    }
  });

  test("are proposed by how alike their names are, each field once", () => {
    expect(suggestColumns(user, ["Vornamen", "firstname", "Quatsch"])).toEqual([
      { column: "Vornamen", field: null, score: 0 },
      { column: "firstname", field: "firstName", score: 1 },
      { column: "Quatsch", field: null, score: 0 },
    ]);
    const [found] = suggestColumns(user, ["Vornamen"]);
    expect(found).toMatchObject({ field: "firstName" });
    expect(found?.score).toBeGreaterThan(0.8);
    expect(found?.score).toBeLessThan(1);
  });
});

describe("dates", () => {
  test.each(["dd.MM.yyyy", "d.M.yyyy H:mm", "yyyy-MM-ddTHH:mm:ss", "MM/dd/yyyy", "yyyyMMdd"])(
    "%s is a format",
    (format) => {
      expect(isDateFormat(format)).toBe(true);
    },
  );

  test.each([
    "",
    "dd.MM",
    "dd.MM.yy",
    "dd.MM.yyyy mm",
    "dd.MM.yyyy dd",
    "D.M.yyyy",
    "yyyy-MM-dd HH:ss",
    "dMyyyy",
    "dd.MM.yyyy+01",
    "x".repeat(200),
  ])("%s is none", (format) => expect(isDateFormat(format)).toBe(false));

  test("a format reads what is written so, and nothing else", () => {
    const read = dateReader("d.M.yyyy (HH:mm)");
    expect(read("1.12.2027 (09:05)")).toEqual({ year: 2027, month: 12, day: 1, hour: 9, minute: 5, second: 0 });
    for (const text of ["1.12.2027", "1.12.27 (09:05)", "1-12-2027 (09:05)", " 1.12.2027 (09:05)"])
      expect(read(text)).toBeNull();
  });

  test("every moment is among the readings of its local time, in any zone", () => {
    const zones = [
      "Europe/Vienna",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "Pacific/Apia",
      "UTC",
      "America/Sao_Paulo",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1980, 0, 1) / 1_000, max: Date.UTC(2037, 0, 1) / 1_000 }),
        (zone, seconds) => {
          const moment = seconds * 1_000;
          const format = new Intl.DateTimeFormat("sv-SE", {
            ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
            ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
          });
          const time = dateReader("yyyy-MM-dd HH:mm:ss")(format.format(moment));
          const readings = time && zoneClock(zone)(time)?.readings;
          expect(readings).toContain(moment);
          expect(readings?.length).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a time that the clocks skip, or show twice, is ambiguous, with both readings", () => {
    const dates = { format: "dd.MM.yyyy HH:mm", timeZone: "Europe/Vienna" };
    const read = (cell: string) => cellReader({ constants: {}, values: {}, dates })("startDate", instantField, cell);
    expect(read("31.05.2027 09:00")).toBe("2027-05-31T07:00:00.000Z");
    expect(read("2027-05-31T09:00:00")).toBe("2027-05-31T07:00:00.000Z");
    expect(read("2027-05-31")).toBe("2027-05-30T22:00:00.000Z");
    for (const cell of ["2027-05-31T09:00:00Z", "31.02.2027 09:00", "31.05.2027 25:00", "soon"])
      expect(read(cell)).toBe(cell);
    const twice = read("31.10.2027 02:30");
    expect(twice).toBeInstanceOf(Fault);
    expect(twice).toMatchObject({
      code: "AMBIGUOUS_TIME",
      hint: expect.stringContaining("2027-10-31T00:30:00.000Z or 2027-10-31T01:30:00.000Z"),
    });
    expect(read("28.03.2027 02:30")).toMatchObject({
      message: "The clocks of Europe/Vienna skip this time.",
      hint: expect.stringContaining("2027-03-28T00:30:00.000Z or 2027-03-28T01:30:00.000Z"),
    });
  });
});

test("a mapping is refused with the place of each fault", () => {
  const mapping = mappingSchema.parse({
    columns: { A: "nothing", B: "title" },
    constants: { id: "x", country: "Austria", title: "  " },
    values: { status: { A: "published", B: "gone" }, other: {} },
    dates: { format: "dd.MM", timeZone: "PST" },
  });
  expect(mappingFaults(session, mapping).map(({ path }) => path)).toEqual([
    ...["dates.timeZone", "dates.format", "columns.A", "constants.id", "constants.country", "constants.title"],
    ...["values.status.B", "values.other"],
  ]);
  const secret = mappingSchema.parse({ constants: { passwordOrHash: "correct horse battery staple" } });
  expect(mappingFaults(user, secret).map(({ message }) => message)).toEqual(["a secret stands in no mapping"]);
});
