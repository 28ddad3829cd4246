import fc from "fast-check";
import { csvCodec } from "../../src/codecs/csv/csv-codec.js";
import type { AssetBytes } from "../../src/domain/asset-bytes.js";
import type { Entity } from "../../src/domain/entity.js";
import { DomainError } from "../../src/domain/errors.js";
import type { FilePlan } from "../../src/domain/file-plan.js";
import { type MappingDefinition, mappingSchema } from "../../src/domain/mapping/mapping.js";

/** Files in which some cells are of every kind that a reader may take for something else. */

const limits = { maxRows: 1e6, maxColumns: 100, maxRecordBytes: 1e6 };

const text = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "Ünïcode",
    "東京",
    "\u00a0",
    "\u3000x",
    " x ",
    " ",
    "x\u2003",
    "null",
    "NULL",
    "\\N",
    "\\.",
    "\\",
  ),
  fc.constantFrom(
    '5" disk',
    'say ""hi""',
    "a,b",
    "a;b",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "{a}",
    "'",
    "x".repeat(300),
    "é".repeat(400),
  ),
  fc.string({ maxLength: 12, unit: "grapheme" }),
);
/** Ids that look alike and are not, or are and do not. */
const lookAlike = fc.constantFrom(
  ...["a1", " a1", "a1\u00a0", "a1\u200b", "\ufeffa1", "a\u00ad1", "a1\u202c", "a 1", "a\t1", "a+1", "9.91214E+15"],
  ...[
    "M\u00fcller",
    "Mu\u0308ller",
    "\u212b",
    "\u0410",
    "\u0418\u0306",
    "\u6771",
    "\uf900",
    "a1;b1",
    " a1 ; b1\u200b",
    "1E+5;b",
  ],
);
const instant = fc.oneof(
  fc
    .date({ min: new Date("0900-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    "2027-05-31T09:00:00Z",
    "2027-05-31T09:00:00.5Z",
    "2027-05-31T09:00:00.123456789+02:00",
    "2027-02-29T09:00:00Z",
  ),
  fc.constantFrom(
    "2024-02-29T23:59:59-15:59",
    "2024-02-29T23:59:59+16:00",
    "2024-02-29t23:59:59z",
    "2024-02-29T24:00:00Z",
    "2024-02-29T23:59:60Z",
  ),
  fc.constantFrom(
    "0000-01-01T00:00:00Z",
    "2027-05-31 09:00:00Z",
    "2027-05-31T09:00:00",
    "31.05.2027",
    "2027-05-31T09:00Z",
    "+27-05-31T09:00:00Z",
  ),
);
const byColumn: Readonly<Record<string, fc.Arbitrary<string>>> = {
  id: fc.oneof(fc.stringMatching(/^[a-c][0-9]{0,2}$/), text, lookAlike),
  startDate: instant,
  endDate: instant,
  enrollmentStartDate: fc.oneof(fc.constant(""), instant),
  enrollmentEndDate: fc.oneof(fc.constant(""), instant),
  timeZone: fc.constantFrom("Europe/Vienna", "europe/vienna", "UTC", "Mars/Phobos", "", "+02:00"),
  language: fc.constantFrom("", "de-AT", "de_AT", "x", "i-klingon", "zh-Hant-TW"),
  country: fc.constantFrom("AT", "at", "XX", "", "DE"),
  status: fc.constantFrom("", "draft", "published", "Draft", "gone"),
  waitlistingEnabled: fc.constantFrom("", "TRUE", "yes", "0", "t", "on", "No"),
  seatsLimit: fc.constantFrom("", "0", "007", "-1", "2147483647", "2147483648", "999999999", "1.5", "1e3", "٣"),
  priceInCents: fc.constantFrom("", "100", "+5", " 5"),
  slug: fc.oneof(
    fc.constant(""),
    fc.constantFrom("a-b", "A", "é", "-", "x".repeat(256)),
    fc.stringMatching(/^[a-z0-9-]{1,8}$/),
  ),
  tags: fc.oneof(
    fc.constantFrom(
      "",
      "a;b",
      ";",
      "a;;b",
      " a ; b ",
      "null;NULL",
      "{a}",
      'a"b',
      "a,b",
      "ü;東\u3000",
      "\u00a0;x",
      "a\\b",
    ),
    text,
  ),
  instructorEmails: fc.constantFrom(
    "",
    "a@b.co",
    "a@b.co;c.d@e-f.org",
    "a@b",
    "a..b@c.de",
    ".a@b.co",
    "a@-b.co",
    "a@b.c1",
    "o'b+x@c.de",
    "ä@b.co",
    "a@b.co;",
  ),
  meetingUrl: fc.constantFrom(
    "https://meet.example.com/x",
    "https://meet.example.com",
    "http://a/",
    "https:///",
    "https://a b/",
    "https://é.at/ü",
    "https://1.2.3.4.5/",
    "https://a/%zz?q=1#y",
    "https://x:99999/",
  ),
};
const valid: Readonly<Record<string, string>> = {
  startDate: "2027-05-31T09:00:00.000Z",
  endDate: "2027-05-31T17:00:00+02:00",
  timeZone: "Europe/Vienna",
  country: "AT",
  meetingUrl: "https://meet.example.com/x",
};

/** Mostly good records with one or two cells of any kind, now and then a ragged one. */
export function recordsOf(entity: Entity) {
  const names = Object.keys(entity.fields);
  const record = fc
    .tuple(fc.nat(), fc.array(fc.nat(names.length - 1), { maxLength: 3 }), fc.integer({ min: 0, max: 30 }))
    .chain(([id, strange, ragged]) => {
      const cells = names.map((name, at) => {
        if (strange.includes(at)) return byColumn[name] ?? text;
        if (name === "id") return fc.constant(`id-${id}`);
        return fc.constant(valid[name] ?? (entity.fields[name]?.required ? "Some text" : ""));
      });
      return fc.tuple(fc.tuple(...cells), fc.constant(ragged === 0));
    });
  return fc.array(record, { minLength: 1, maxLength: 25 });
}

export const lineEnds = fc.constantFrom("\n", "\r\n", "\r");
export const quotings = fc.constantFrom("needed", "always", "never" as const);

export function written(cell: string, delimiter: string, how: string): string {
  const needed = cell.includes(delimiter) || /["\r\n]/.test(cell);
  if (how === "always" || (how === "needed" && needed)) return `"${cell.replaceAll('"', '""')}"`;
  return cell.replaceAll(delimiter, "").replaceAll(/[\r\n]/g, " ");
}

export async function planned(
  entity: Entity,
  bytes: AssetBytes,
  mapping: MappingDefinition | null = null,
): Promise<FilePlan | null> {
  try {
    return await csvCodec.plan(entity, bytes, limits, mapping);
  } catch (error) {
    if (error instanceof DomainError) return null; // a stray quote: the reading ends
    throw error;
  }
}

/** Mappings of an entity, and none. */
export function mappingsOf({ fields }: Entity): fc.Arbitrary<MappingDefinition | null> {
  const named = Object.keys(fields).filter((name) => name !== "id");
  const names = fc.subarray(named, { maxLength: 4 });
  const meanings = fc.constant({ draft: "published", AT: "DE", a: "b", UTC: "Europe/Vienna" });
  const constants = names.map((some) => Object.fromEntries(some.map((name) => [name, fields[name]?.example ?? "x"])));
  const values = fc.tuple(names, meanings).map(([some, of]) => Object.fromEntries(some.map((name) => [name, of])));
  const dates = fc.constantFrom(null, { format: "dd.MM.yyyy", timeZone: "Europe/Vienna" }, { timeZone: "UTC" });
  const mapping = fc.record({ constants, values, dates }).map((parts) => mappingSchema.parse(parts));
  return fc.oneof(fc.constant(null), mapping);
}
