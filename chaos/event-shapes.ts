import { type Cell, items, maybe, moment, nothing, text, whole } from "./cell.js";
import type { Random } from "./random.js";
import { columnsOf, type Seat, type Shape } from "./shape.js";

const day = 86_400_000;

/** Titles with what a slug makes of them. */
const titles = [
  ["Leadership in Practice", "leadership-in-practice"],
  ["Négociation avancée", "negociation-avancee"],
  ["First Aid at Work, part two", "first-aid-at-work-part-two"],
  ['The "Plan, Do, Check" Method', "the-plan-do-check-method"],
  ["Zürich by Night", "zuerich-by-night"],
] as const;
const towns = [
  ["Vienna", "AT", "Europe/Vienna"],
  ["Zürich", "CH", "Europe/Zurich"],
  ["Kraków", "PL", "Europe/Warsaw"],
  ["Boston", "US", "America/New_York"],
] as const;
const yes = ["true", "yes", "1", "YES"] as const;
const no = ["false", "no", "0", "No"] as const;

function common({ n, random }: Seat): Record<string, Cell> {
  const [title] = random.pick(titles);
  const start = Date.UTC(2027, 0, 4, 8) + random.whole(0, 700) * day;
  const enrolls = random.chance(0.5);
  return {
    title: text(`${title} ${n}`),
    slug: nothing,
    description: maybe(random, () => text("Two days in small groups.\nBring a case of your own, please.")),
    language: maybe(random, () => text(random.pick(["de-AT", "en", "fr"]))),
    sku: maybe(random, () => text(`SKU-${random.whole(1, 9_999)}`)),
    tags: maybe(random, () => items(random.pick([["leadership"], ["compliance", "first aid"], ["été", "hiver"]]))),
    status: maybe(random, () => text(random.pick(["draft", "published", "archived"]))),
    startDate: moment(random, start),
    endDate: moment(random, start + random.whole(1, 30) * 3_600_000),
    timeZone: text(random.pick(towns)[2]),
    enrollmentStartDate: enrolls ? moment(random, start - random.whole(60, 90) * day) : nothing,
    enrollmentEndDate: enrolls ? moment(random, start - random.whole(1, 59) * day) : nothing,
    seatsLimit: maybe(random, () => whole(random, 0, 500)),
    priceInCents: maybe(random, () => whole(random, 0, 2_147_483_647)),
    waitlistingEnabled: maybe(random, () => flag(random)),
    instructorEmails: maybe(random, () => items([`trainer${random.whole(1, 90)}@academy.example.org`])),
    attendeeInfo: maybe(random, () => text("Please bring a photo ID; and arrive early.")),
  };
}

function flag(random: Random): Cell {
  const value = random.chance(0.5);
  return { written: random.pick(value ? yes : no), stored: String(value) };
}

function venue({ random }: Seat): Record<string, Cell> {
  const [city, country] = random.pick(towns);
  return {
    locationName: text(`Academy ${city}`),
    address1: text(`Main Street ${random.whole(1, 120)}`),
    address2: maybe(random, () => text("2nd floor"), 0.2),
    city: text(city),
    state: maybe(random, () => text("Styria"), 0.2),
    zipCode: maybe(random, () => text(String(random.whole(1000, 9999)))),
    country: text(country),
    room: maybe(random, () => text(`Room ${random.whole(1, 30)}`)),
  };
}

function meeting({ n, random }: Seat): Record<string, Cell> {
  return {
    meetingUrl: text(`https://meet.example.com/${n}?room=${random.whole(1, 99)}`),
    meetingProvider: maybe(random, () => text("Example Meet")),
    meetingPassword: maybe(random, () => text(`open-${random.whole(1, 9_999)}`)),
  };
}

const kinds = {
  list: "tags instructorEmails",
  instant: "startDate endDate enrollmentStartDate enrollmentEndDate",
} as const;
const commonColumns =
  "title slug description language sku tags status startDate endDate timeZone enrollmentStartDate enrollmentEndDate seatsLimit priceInCents waitlistingEnabled instructorEmails attendeeInfo";
const place = {
  venue: {
    columns: "locationName address1 address2 city state zipCode country room",
    required: ["locationName", "address1", "city", "country"],
    cells: venue,
  },
  meeting: { columns: "meetingUrl meetingProvider meetingPassword", required: ["meetingUrl"], cells: meeting },
} as const;

function shape(
  entity: string,
  table: string,
  bulkRoute: string,
  where: keyof typeof place,
  group: string | null,
): Shape {
  const { columns, required, cells } = place[where];
  const names = `${commonColumns} ${columns}`;
  return {
    ...{ entity, table, bulkRoute },
    columns: columnsOf(group ? `courseGroupId ${names}` : names, kinds),
    required: [...(group ? ["courseGroupId"] : []), "title", "startDate", "endDate", "timeZone", ...required],
    defaults: { status: "draft", waitlistingEnabled: "false" },
    spans: [
      ["startDate", "endDate"],
      ["enrollmentStartDate", "enrollmentEndDate"],
    ],
    slugged: true,
    target: group ? { column: "courseGroupId", entity: group } : null,
    cells: (seat) => ({
      ...(group ? { courseGroupId: text(seat.target()) } : {}),
      ...common(seat),
      ...cells(seat),
    }),
  };
}

const inPersonGroup = "courseGroupInPersonEvent";
const webinarGroup = "courseGroupWebinar";

/** Contract A's entities. */
export const eventShapes = {
  inPersonGroup: shape(inPersonGroup, "course_group_in_person_event", "courseGroup/inPersonEvent", "venue", null),
  inPersonSession: shape("inPersonEvent", "in_person_event", "session/inPersonEvent", "venue", inPersonGroup),
  webinarGroup: shape(webinarGroup, "course_group_webinar", "courseGroup/webinar", "meeting", null),
  webinarSession: shape("webinar", "webinar", "session/webinar", "meeting", webinarGroup),
} as const;

/** What the slug of a title begins with. */
export function sluggedTitle(title: string): string {
  const known = titles.find(([start]) => title.startsWith(start));
  return known ? `${known[1]}${title.slice(known[0].length).replaceAll(" ", "-")}` : "";
}
