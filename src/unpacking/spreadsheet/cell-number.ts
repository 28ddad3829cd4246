import type { NumberKind } from "./number-formats.js";

const dayMs = 86_400_000;
/** Day 0 of each epoch: 1899-12-30, since days count as if 1900 were a leap year, and 1904-01-01. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;
/** 1900-03-01, from which on Excel's count is right: it follows 1900-02-29, a day that only Excel has. */
const firstRightDay = 61;
const lastMoment = Date.UTC(10_000, 0, 1);

export type Epoch = keyof typeof epochs;

/** Whether a number is shown as a date or a time. */
export function isMoment(kind: NumberKind): boolean {
  return kind === "date" || kind === "time" || kind === "date-time";
}

/**
 * Returns a cell's number as text: a date or a time by its format, without a zone, as `2027-05-31T09:00:00`,
 * `2027-05-31` or `09:00:00`; any other number in plain digits, with the leading zeros of a format such as `00000`.
 */
export function numberText(raw: string, kind: NumberKind, epoch: Epoch): string {
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (typeof kind === "object")
    return Number.isInteger(value) && value >= 0 ? plain(value).padStart(kind.digits, "0") : plain(value);
  if (kind === "number") return plain(value);
  return momentText(value, kind, epoch) ?? plain(value);
}

/**
 * Returns a number in plain digits. A spreadsheet keeps fifteen digits; an exponent is written out. An integer with
 * more digits has lost some, and is written as a spreadsheet shows it, `1.23456789012345E+18`, so that no check accepts
 * it as a whole id.
 */
function plain(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : shortened(value);
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  return text.includes("e") ? rounded.toFixed(20).replace(/\.?0+$/, "") : text;
}

function shortened(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential(14).split("e");
  return `${digits.replace(/\.?0+$/, "")}E${exponent}`;
}

function momentText(value: number, kind: "date" | "time" | "date-time", epoch: Epoch): string | null {
  const isEarly = epoch === 1900 && value < firstRightDay && value >= 1;
  const moment = epochs[epoch] + Math.round((value + (isEarly ? 1 : 0)) * dayMs);
  if (value < 0 || moment >= lastMoment) return null;
  const [date = "", rest = ""] = new Date(moment).toISOString().split("T");
  const time = rest.replace(/(?:\.000)?Z$/, "");
  const hasTime = moment % dayMs !== 0;
  if (kind === "time" && value < 1) return time;
  if (kind === "date" && !hasTime) return date;
  return `${date}T${time}`;
}
