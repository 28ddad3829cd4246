import { courseGroupInPersonEvent } from "../../src/domain/entities/course-group-in-person-event.js";
import {
  booleans,
  buildings,
  domains,
  formats,
  languages,
  notes,
  quotations,
  sentences,
  statuses,
  subjects,
  tagWords,
  towns,
  trainers,
} from "./event-words.js";
import type { RowRandom } from "./row-random.js";

/** The cells of one in-person course group by column; an empty one is "". */
export type EventCells = Record<keyof typeof courseGroupInPersonEvent.fields, string>;

/** The columns of a file, in the order of the declaration. */
export const eventColumns = Object.keys(courseGroupInPersonEvent.fields).filter(isEventColumn);

function isEventColumn(name: string): name is keyof EventCells {
  return Object.hasOwn(courseGroupInPersonEvent.fields, name);
}

export function eventId(row: number): string {
  return `course-${String(row).padStart(8, "0")}`;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const firstDay = Date.UTC(2027, 0, 4);
const emptyShare = 0.3;

/** A valid row. Its numbers come from `random`, which stands at the row's start. */
export function eventCells(row: number, random: RowRandom): EventCells {
  const { city, state, country, zone, offset, zipCode, street } = random.pick(towns);
  const subject = random.pick(subjects);
  const format = random.pick(formats);
  const zoneInDates = random.chance(0.6) ? "Z" : offset;
  const start = firstDay + random.below(1_000) * day + 7 * hour + random.below(44) * 15 * minute;
  const end = start + (2 + random.below(14)) * 30 * minute;
  const opens = start - (30 + random.below(60)) * day;
  const enrolls = !random.chance(emptyShare);
  const unlessEmpty = (make: () => string) => (random.chance(emptyShare) ? "" : make());
  return {
    id: eventId(row),
    title: title(row, subject, format, city, random),
    slug: unlessEmpty(() => `${format === "Übung" ? "uebung" : format.toLowerCase().replace(" ", "-")}-${row}`),
    description: unlessEmpty(() => description(random)),
    language: unlessEmpty(() => random.pick(languages)),
    sku: unlessEmpty(() => `CG-${100_000 + random.below(900_000)}`),
    tags: unlessEmpty(() => severalOf(random, () => random.pick(tagWords))),
    status: unlessEmpty(() => random.pick(statuses)),
    startDate: instant(start, zoneInDates),
    endDate: instant(end, zoneInDates),
    timeZone: zone,
    enrollmentStartDate: enrolls ? instant(opens, zoneInDates) : "",
    enrollmentEndDate: enrolls ? instant(start - (1 + random.below(20)) * day, zoneInDates) : "",
    seatsLimit: unlessEmpty(() => String(6 + random.below(120))),
    priceInCents: unlessEmpty(() => String(random.below(300) * 500)),
    waitlistingEnabled: unlessEmpty(() => random.pick(booleans)),
    instructorEmails: unlessEmpty(() =>
      severalOf(random, () => `${random.pick(trainers)}${random.below(200)}@${random.pick(domains)}`),
    ),
    locationName: `${random.pick(buildings)} ${city}`,
    address1: `${street} ${1 + random.below(160)}`,
    address2: unlessEmpty(() => `Building ${1 + random.below(8)}, floor ${random.below(6)}`),
    city,
    state,
    zipCode: unlessEmpty(() => zipCode.replace(/0/g, () => String(random.below(10)))),
    country,
    room: unlessEmpty(() => `Room ${1 + random.below(60)}`),
    attendeeInfo: unlessEmpty(() => attendeeInfo(random)),
  };
}

/** The row's number keeps titles apart, and with them the slugs made from them. */
function title(row: number, subject: string, format: string, city: string, random: RowRandom): string {
  const shape = random.below(10);
  if (shape < 5) return `${subject}, ${format} ${row}`;
  if (shape < 7) return `${format} "${subject}" no. ${row}`;
  return `${subject} – ${city} ${row}`;
}

function description(random: RowRandom): string {
  const parts: string[] = [random.pick(sentences), random.pick(sentences)];
  if (random.chance(0.9)) parts.push(random.pick(sentences));
  if (random.chance(0.15)) parts.push(random.pick(quotations));
  return parts.join(random.chance(0.06) ? "\n" : " ");
}

function attendeeInfo(random: RowRandom): string {
  return random.chance(0.04) ? `${random.pick(notes)}\n${random.pick(notes)}` : random.pick(notes);
}

function severalOf(random: RowRandom, make: () => string): string {
  const first = make();
  return random.chance(0.5) ? first : `${first};${make()}`;
}

/** RFC 3339 with milliseconds, in UTC or with an offset as "+05:30". */
function instant(milliseconds: number, zone: string): string {
  if (zone === "Z") return new Date(milliseconds).toISOString();
  const ahead = Number(zone.slice(1, 3)) * hour + Number(zone.slice(4)) * minute;
  const local = new Date(milliseconds + (zone.startsWith("-") ? -ahead : ahead));
  return `${local.toISOString().slice(0, -1)}${zone}`;
}
