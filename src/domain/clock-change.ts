import { offsetsOf } from "./mapping/local-moment.js";

const hour = 3_600_000;
/** Zones with a summer time change their clocks twice a year. */
const daysAhead = 370;

/** A change of the clocks of a zone. */
export interface ClockChange {
  readonly at: Date;
  /** The clock's time before the change, in minutes of the day. */
  readonly from: number;
  /** How many minutes the clock is set forward; a negative number sets it back. */
  readonly minutes: number;
}

/** Returns the next change of a zone's clocks within a year (370 days); null if there is none. */
export function nextClockChange(timeZone: string, now: Date): ClockChange | null {
  const offsetAt = offsetsOf(timeZone);
  const before = offsetAt(now.getTime());
  for (let day = 1; day <= daysAhead; day++) {
    const end = now.getTime() + day * 24 * hour;
    const after = offsetAt(end);
    if (after === before) continue;
    let [low, high] = [end - 24 * hour, end];
    while (high - low > 60_000) {
      const middle = (low + high) / 2;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    const at = new Date(Math.floor(high / 60_000) * 60_000);
    const utc = at.getUTCHours() * 60 + at.getUTCMinutes();
    return { at, from: minuteOfDay(utc + before), minutes: after - before };
  }
  return null;
}

/** The next change of the clocks, and its effect on the times of a cron. */
export interface ChangedTimes extends ClockChange {
  /** Whether the change skips a time of the cron, may repeat it, or does neither. */
  readonly effect: "skipped" | "repeated" | "none";
}

/** Returns the next change of the clocks of a cron's zone within a year; null if there is none. */
export function nextChangedTimes(cron: string, timeZone: string, now: Date): ChangedTimes | null {
  const change = nextClockChange(timeZone, now);
  if (change === null) return null;
  if (!isWithinChange(cron, timeZone, change)) return { ...change, effect: "none" };
  return { ...change, effect: change.minutes > 0 ? "skipped" : "repeated" };
}

/** Returns the clock's time after a change, in minutes of the day. */
export function clockAfter({ from, minutes }: ClockChange): number {
  return minuteOfDay(from + minutes);
}

/**
 * Whether a cron of five parts has a time between the times before and after a change, on that day. Returns false for
 * crons that name days of the month or several times a day: these are not checked.
 */
export function isWithinChange(cron: string, timeZone: string, change: ClockChange): boolean {
  const [, minute, hourOfDay, days = ""] = /^(\d{1,2}) (\d{1,2}) \* \* ([\d,*-]+)$/.exec(cron) ?? [];
  if (minute === undefined || !isOnWeekday(days, weekdayOf(change, timeZone))) return false;
  const time = Number(hourOfDay) * 60 + Number(minute);
  const first = change.minutes > 0 ? change.from : clockAfter(change);
  return minuteOfDay(time - first) < Math.abs(change.minutes);
}

/** Whether the day-of-week part of a cron, such as `1-5` or `0,6`, includes a weekday; 0 and 7 are Sunday. */
function isOnWeekday(days: string, weekday: number): boolean {
  if (days === "*") return true;
  return days.split(",").some((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    return [weekday, weekday + 7].some((day) => day >= first && day <= last && day <= 7);
  });
}

/** Returns the weekday of the times that a change skips or repeats. */
function weekdayOf({ at, from, minutes }: ClockChange, timeZone: string): number {
  // Skipped times begin on the day of the last minute before the change. Only a skip that starts at midnight begins on
  // the next day.
  const moment = minutes > 0 && from > 0 ? new Date(at.getTime() - 60_000) : at;
  const name = new Intl.DateTimeFormat("en", { timeZone, weekday: "short" }).format(moment);
  return ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(name);
}

/** Formats minutes of the day as a clock shows them, such as `02:30`. */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function minuteOfDay(minutes: number): number {
  return ((minutes % 1_440) + 1_440) % 1_440;
}
