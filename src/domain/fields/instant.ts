import { defineField, Fault } from "../field.js";
import { plainInstant } from "../plain/plain-instant.js";

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const example = "2027-05-31T09:00:00.000Z";
const invalid = new Fault(
  "INVALID_DATE",
  "Not an RFC 3339 date-time with seconds and a time zone.",
  `Write it like ${example}; an offset such as +02:00 may take the place of the Z.`,
);
const notInCalendar = new Fault(
  "INVALID_DATE",
  "The calendar has no such date, or the clock no such time.",
  "Check day, month, hour, minute and offset.",
);

/** A point in time: RFC 3339 with seconds, 0 to 9 fraction digits, `Z` or an offset. The value is converted to UTC. */
export function instant() {
  return defineField<string, Date>({
    columnType: "timestamp with time zone",
    schema: { type: "string", format: "date-time" },
    example,
    parse: parseInstant,
    toText: (value) => value,
    plainMoment: plainInstant,
  });
}

function parseInstant(cell: string): string | Fault {
  const match = rfc3339.exec(cell);
  if (!match) return invalid;
  const [, year, month, day, hour, minute, second, fraction = "", sign, offsetHour = "0", offsetMinute = "0"] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return notInCalendar;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return notInCalendar;
  const local = new Date(0);
  local.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (local.getUTCMonth() !== Number(month) - 1 || local.getUTCDate() !== Number(day)) return notInCalendar;
  local.setUTCHours(Number(hour), Number(minute), Number(second));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -1 : 1);
  const utc = new Date(local.getTime() - offset * 60_000);
  // Four year digits and Postgres's plain notation cannot express instants outside these years.
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) return notInCalendar;
  return `${utc.toISOString().slice(0, 19)}.${fraction.padEnd(3, "0")}Z`;
}

/** Compares two values of `instant` by time: negative, zero or positive. */
export function compareInstants(a: string, b: string): number {
  const [left, right] = [a, b].map((value) => value.slice(0, 19) + value.slice(20, -1).padEnd(9, "0"));
  if (left === undefined || right === undefined || left === right) return 0;
  return left < right ? -1 : 1;
}
