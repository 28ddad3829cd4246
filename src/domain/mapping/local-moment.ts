import type { LocalTime } from "./date-format.js";

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The points in time at which the clocks of a zone show a time: none, one or two. In milliseconds since 1970,
 * ascending.
 */
export type Readings = readonly number[];

/** The meaning of a calendar time in a zone. */
export interface Moment {
  readonly readings: Readings;
  /** If the clocks skip the time: the points in time by the offset before the change and by the one after. */
  readonly skipped: Readings;
}

/**
 * Compiles the clocks of a zone to a function; null if the calendar or the clock does not have the time. Offsets are
 * looked up once for each day that occurs.
 */
export function zoneClock(timeZone: string): (time: LocalTime) => Moment | null {
  const offsetAt = offsetsOf(timeZone);
  const ofDay = new Map<number, readonly [number, number]>();

  /** Returns the offsets a day before and a day after a local day. They differ if the clocks change around that day. */
  function offsetsAround(local: number): readonly [number, number] {
    const number = Math.floor(local / day);
    let known = ofDay.get(number);
    if (!known) {
      known = [offsetAt((number - 1) * day), offsetAt((number + 2) * day)];
      ofDay.set(number, known);
    }
    return known;
  }

  return (time) => {
    const local = utcOf(time);
    if (local === null) return null;
    const [before, after] = offsetsAround(local);
    if (before === after) return { readings: [local - before * minute], skipped: [] };
    const candidates = [...new Set([before, after].map((offset) => local - offset * minute))].sort((a, b) => a - b);
    const readings = candidates.filter((moment) => moment + offsetAt(moment) * minute === local);
    return { readings, skipped: readings.length === 0 ? candidates : [] };
  };
}

function utcOf({ year, month, day: date, hour, minute: minutes, second }: LocalTime): number | null {
  if (hour > 23 || minutes > 59 || second > 59 || year < 1) return null;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, date);
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== date) return null;
  return utc.setUTCHours(hour, minutes, second);
}

/** Returns a function that gives the offset of a zone from UTC at a moment, in minutes. */
export function offsetsOf(timeZone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  return (moment) => {
    const text = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? [];
    return sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}
