import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Files of in-person course groups: row n is the same in every run, so that tests can say what must be stored. */

const towns = [
  ["Vienna", "AT", "Europe/Vienna", "Kärntner Straße"],
  ["Graz", "AT", "Europe/Vienna", "Herrengasse"],
  ["Zürich", "CH", "Europe/Zurich", "Bahnhofstrasse"],
  ["München", "DE", "Europe/Berlin", "Kaufingerstraße"],
  ["Kraków", "PL", "Europe/Warsaw", "Floriańska"],
  ["Lyon", "FR", "Europe/Paris", "Rue de la République"],
  ["Boston", "US", "America/New_York", "Boylston Street"],
] as const;
const subjects = [
  "Leadership in Practice",
  "Data Ethics",
  "First Aid at Work",
  'The "Plan, Do, Check" Method',
  "Barrierefreies Gestalten",
  "Négociation avancée",
] as const;

export const eventColumns = [
  ...["id", "title", "description", "language", "tags", "status", "startDate", "endDate", "timeZone"],
  ...["seatsLimit", "priceInCents", "waitlistingEnabled", "instructorEmails", "locationName", "address1", "city"],
  ...["country", "room", "attendeeInfo"],
] as const;

export type EventCells = Record<(typeof eventColumns)[number], string>;

export function eventId(row: number): string {
  return `cg-${String(row).padStart(7, "0")}`;
}

/** The valid row number `row`, counted from 1. */
export function eventCells(row: number): EventCells {
  const pick = <T>(list: readonly T[], salt: number): T => list[(row * salt) % list.length] as T;
  const [city, country, timeZone, street] = pick(towns, 5);
  const start = Date.UTC(2027, 0, 4, 8) + (row % 700) * 86_400_000;
  return {
    id: eventId(row),
    title: `${pick(subjects, 7)}, course ${row}`,
    description: row % 3 === 0 ? "Two days in small groups.\nBring a case of your own, please." : "",
    language: pick(["de-AT", "en", "fr"], 11),
    tags: row % 2 === 0 ? "leadership;compliance" : "",
    status: row % 4 === 0 ? "published" : "",
    startDate: new Date(start).toISOString(),
    endDate: new Date(start + 8 * 3_600_000).toISOString(),
    timeZone,
    seatsLimit: String(8 + (row % 20)),
    priceInCents: row % 5 === 0 ? "" : String(9_900 + (row % 50) * 100),
    waitlistingEnabled: row % 2 === 0 ? "yes" : "",
    instructorEmails: `trainer${row % 90}@academy.example.org`,
    locationName: `Academy ${city}`,
    address1: `${street} ${1 + (row % 120)}`,
    city,
    country,
    room: `Room ${1 + (row % 30)}`,
    attendeeInfo: row % 6 === 0 ? "Please bring a photo ID, and arrive early." : "",
  };
}

export interface EventFile {
  readonly rows: number;
  /** Changes a row, for instance into an invalid one. */
  readonly change?: (cells: EventCells, row: number) => Partial<EventCells>;
  readonly delimiter?: string;
  readonly lineEnd?: string;
}

export function* eventLines({ rows, change, delimiter = ",", lineEnd = "\n" }: EventFile): Generator<string> {
  yield eventColumns.join(delimiter) + lineEnd;
  for (let row = 1; row <= rows; row++) {
    const cells = eventCells(row);
    const changed = change ? { ...cells, ...change(cells, row) } : cells;
    yield eventColumns.map((column) => quoted(changed[column], delimiter)).join(delimiter) + lineEnd;
  }
}

export function eventCsv(file: EventFile): string {
  return [...eventLines(file)].join("");
}

export async function writeEventFile(path: string, file: EventFile): Promise<void> {
  await pipeline(function* () {
    let block = "";
    for (const line of eventLines(file)) {
      block += line;
      if (block.length < 1 << 18) continue;
      yield block;
      block = "";
    }
    yield block;
  }, createWriteStream(path));
}

export function quoted(cell: string, delimiter = ","): string {
  return cell.includes('"') || cell.includes("\n") || cell.includes("\r") || cell.includes(delimiter)
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}
