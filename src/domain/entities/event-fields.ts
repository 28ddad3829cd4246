import { optional, withDefault } from "../field.js";
import { boolean } from "../fields/boolean.js";
import { choice } from "../fields/choice.js";
import { instant } from "../fields/instant.js";
import { integer } from "../fields/integer.js";
import { emails, tags } from "../fields/list.js";
import { slug } from "../fields/slug.js";
import { country, language, timeZone } from "../fields/standards.js";
import { text } from "../fields/text.js";

/** What the four entities of contract A share, in the order of its table. */
export const titleFields = {
  title: text({ max: 500, example: "Leadership in Practice" }),
  slug: slug(),
  description: optional(text({ example: "Two days of practice in small groups." })),
  language: optional(language()),
  sku: optional(text({ max: 255, example: "LIP-2027" })),
  tags: optional(tags()),
  status: withDefault(choice(["draft", "published", "archived"]), "draft"),
};

export const timeFields = {
  startDate: instant(),
  endDate: { ...instant(), example: "2027-05-31T17:00:00.000Z" },
  timeZone: timeZone(),
  enrollmentStartDate: optional({ ...instant(), example: "2027-03-01T00:00:00.000Z" }),
  enrollmentEndDate: optional({ ...instant(), example: "2027-05-24T00:00:00.000Z" }),
};

export const seatFields = {
  seatsLimit: optional(integer()),
  priceInCents: optional(integer({ example: "49000" })),
  waitlistingEnabled: withDefault(boolean(), false),
  instructorEmails: optional(emails()),
};

export const venueFields = {
  locationName: text({ example: "Conference Centre" }),
  address1: text({ example: "Main Street 1" }),
  address2: optional(text({ example: "2nd floor" })),
  city: text({ example: "Vienna" }),
  state: optional(text({ example: "Vienna" })),
  zipCode: optional(text({ example: "1010" })),
  country: country(),
  room: optional(text({ example: "Room 12" })),
};

export const attendeeFields = {
  attendeeInfo: optional(text({ max: 4_000, example: "Please bring a photo ID." })),
};

/** Both spans of an event run forwards. */
export const eventOrder = [
  { start: "startDate", end: "endDate" },
  { start: "enrollmentStartDate", end: "enrollmentEndDate" },
] as const;

export const eventSlug = { field: "slug", from: "title" } as const;
