import { named, optional, withDefault } from "../field.js";
import { boolean } from "../fields/boolean.js";
import { choice } from "../fields/choice.js";
import { instant } from "../fields/instant.js";
import { integer } from "../fields/integer.js";
import { emails, tags } from "../fields/list.js";
import { slug } from "../fields/slug.js";
import { country, language, timeZone } from "../fields/standards.js";
import { text } from "../fields/text.js";

/** The fields that the four entities of contract A share, in the order of its table. */
export const titleFields = {
  title: named(text({ max: 500, example: "Leadership in Practice" }), "Titel", "Bezeichnung", "Name", "Event title"),
  slug: named(slug(), "URL slug"),
  description: named(optional(text({ example: "Two days of practice in small groups." })), "Beschreibung"),
  language: named(optional(language()), "Sprache", "Locale"),
  sku: named(optional(text({ max: 255, example: "LIP-2027" })), "Artikelnummer", "Bestellnummer", "Item number"),
  tags: named(optional(tags()), "Schlagwörter", "Schlagworte", "Keywords", "Labels"),
  status: named(withDefault(choice(["draft", "published", "archived"]), "draft"), "Zustand", "State of publication"),
};

export const timeFields = {
  startDate: named(instant(), "Beginn", "Start", "Startdatum", "Start time", "Begins at"),
  endDate: named(
    { ...instant(), example: "2027-05-31T17:00:00.000Z" },
    "Ende",
    "End",
    "Enddatum",
    "End time",
    "Ends at",
  ),
  timeZone: named(timeZone(), "Zeitzone", "TZ"),
  enrollmentStartDate: named(
    optional({ ...instant(), example: "2027-03-01T00:00:00.000Z" }),
    "Anmeldebeginn",
    "Anmeldung ab",
    "Registration start",
  ),
  enrollmentEndDate: named(
    optional({ ...instant(), example: "2027-05-24T00:00:00.000Z" }),
    "Anmeldeschluss",
    "Anmeldung bis",
    "Registration end",
  ),
};

export const seatFields = {
  seatsLimit: named(optional(integer()), "Plätze", "Maximale Teilnehmerzahl", "Capacity", "Seats"),
  priceInCents: named(optional(integer({ example: "49000" })), "Preis in Cent", "Price in cents"),
  waitlistingEnabled: named(withDefault(boolean(), false), "Warteliste", "Waitlist"),
  instructorEmails: named(optional(emails()), "Trainer-E-Mail", "Instructor email", "Instructor emails"),
};

export const venueFields = {
  locationName: named(text({ example: "Conference Centre" }), "Ort", "Veranstaltungsort", "Location", "Venue"),
  address1: named(text({ example: "Main Street 1" }), "Adresse", "Straße", "Address", "Street"),
  address2: named(optional(text({ example: "2nd floor" })), "Adresszusatz", "Address line 2"),
  city: named(text({ example: "Vienna" }), "Stadt", "Town"),
  state: named(optional(text({ example: "Vienna" })), "Bundesland", "Province", "Region"),
  zipCode: named(optional(text({ example: "1010" })), "PLZ", "Postleitzahl", "Zip", "Postal code"),
  country: named(country(), "Land", "Country code"),
  room: named(optional(text({ example: "Room 12" })), "Raum", "Saal"),
};

export const attendeeFields = {
  attendeeInfo: named(
    optional(text({ max: 4_000, example: "Please bring a photo ID." })),
    "Teilnehmerinfo",
    "Hinweise",
    "Attendee information",
  ),
};

/** In both time spans of an event the end is after the start. */
export const eventOrder = [
  { start: "startDate", end: "endDate" },
  { start: "enrollmentStartDate", end: "enrollmentEndDate" },
] as const;

export const eventSlug = { field: "slug", from: "title" } as const;
