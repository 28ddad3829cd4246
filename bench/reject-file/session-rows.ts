import { RowRandom } from "../event-file/row-random.js";

/** Files of sessions of which every second row is wrong, each in one of the ways in which a row can be. */

export type Cells = Readonly<Record<string, string>>;

/** What the sessions of an entity have of their own, and in which ways that can be wrong. */
export interface SessionKind {
  readonly entity: string;
  readonly table: string;
  readonly groupEntity: string;
  readonly own: Cells;
  readonly ownDamage: Readonly<Record<string, Cells>>;
}

const group = { id: "g-1", title: "A group", startDate: "2027-05-31T09:00:00Z", endDate: "2027-05-31T10:00:00Z" };
const place = { locationName: "Hall", address1: "Street 1", city: "Wien", country: "AT" };
const meeting = { meetingUrl: "https://meet.example.org/1", meetingPassword: "=open sesame" };

export const sessionKinds: readonly SessionKind[] = [
  {
    ...{ entity: "inPersonEvent", table: "in_person_event", groupEntity: "courseGroupInPersonEvent", own: place },
    ownDamage: { INVALID_COUNTRY: { country: "Austria" } },
  },
  {
    ...{ entity: "webinar", table: "webinar", groupEntity: "courseGroupWebinar", own: meeting },
    ownDamage: { INVALID_URL: { meetingUrl: "@meet.example.org" } },
  },
];

/** The group that all sessions belong to, as a file. */
export function groupCsv({ own }: SessionKind): string {
  const cells = { ...group, timeZone: "UTC", ...own };
  return csv([Object.keys(cells), Object.values(cells)]);
}

/** The bytes of a cell that a spreadsheet, a CSV or a reader of one may stumble over. */
const pieces = ["'", "=", "+", "-", "@", "\t", "\n", "\r\n", '"', ",", ";", " ", "ä", "😀", "1", "word", "＝"];

function nasty(random: RowRandom): string {
  let text = "";
  for (let left = random.below(6); left > 0; left--) text += pieces[random.below(pieces.length)] ?? "";
  return text;
}

/** The right row number `row`. Its number stands in a column that Bulkhead does not know, and gives back. */
export function sessionCells({ own }: SessionKind, row: number, random: RowRandom): Cells {
  random.at(row, 1);
  const start = Date.UTC(2027, 0, 4, 8) + (row % 700) * 86_400_000;
  return {
    rowNumber: String(row),
    id: `s-${row}`,
    courseGroupId: group.id,
    title: `${nasty(random)}Session ${row}`,
    slug: `session-${row}`,
    description: nasty(random),
    language: "de-AT",
    status: row % 3 === 0 ? "published" : "",
    startDate: new Date(start).toISOString(),
    endDate: new Date(start + 3_600_000).toISOString(),
    timeZone: "Europe/Vienna",
    seatsLimit: String(row % 40),
    priceInCents: "",
    waitlistingEnabled: "yes",
    instructorEmails: "ada@example.org",
    ...own,
    attendeeInfo: nasty(random),
  };
}

/** Whether a row is wrong, and in which way: the code that it must be rejected with. */
export function damageOf({ ownDamage }: SessionKind, row: number): { code: string; cells: Cells } | null {
  if (row % 2 === 1) return null;
  const before = row - 1;
  const ways: [string, Cells][] = Object.entries({
    REQUIRED: { title: "" },
    TOO_LONG: { title: "=".repeat(501) },
    INVALID_DATE: { startDate: "31.5.2027" },
    END_BEFORE_START: { endDate: "2020-01-01T00:00:00Z" },
    INVALID_TIME_ZONE: { timeZone: "=Vienna" },
    INVALID_LANGUAGE: { language: "-de" },
    INVALID_EMAIL: { instructorEmails: "@nobody" },
    INVALID_SLUG: { slug: "'+Slug" },
    INVALID_INTEGER: { seatsLimit: "+1.5" },
    OUT_OF_RANGE: { priceInCents: "-1" },
    INVALID_BOOLEAN: { waitlistingEnabled: "\tmaybe" },
    UNKNOWN_CHOICE: { status: "'=draft" },
    COLUMN_COUNT: {},
    DUPLICATE_KEY: { id: `s-${before}` },
    DUPLICATE_SLUG: { slug: `session-${before}` },
    MISSING_REFERENCE: { courseGroupId: "nowhere" },
    ...ownDamage,
  });
  const [code, cells] = ways[(row / 2) % ways.length] ?? ["", {}];
  return { code, cells };
}

/** A file of the kind, as it should be or as it came. */
export function sessionCsv(kind: SessionKind, rows: number, seed: number, isWrong: boolean): string {
  const random = new RowRandom(seed);
  const lines: (readonly string[])[] = [];
  for (let row = 1; row <= rows; row++) {
    const cells = sessionCells(kind, row, random);
    if (row === 1) lines.push(Object.keys(cells));
    const damage = isWrong ? damageOf(kind, row) : null;
    const texts = Object.values({ ...cells, ...damage?.cells });
    const ragged = damage?.code === "COLUMN_COUNT";
    lines.push(ragged ? (row % 4 === 0 ? texts.slice(0, -3) : [...texts, "one", "more"]) : texts);
  }
  return csv(lines);
}

export function csv(lines: readonly (readonly string[])[]): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return lines.map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}
