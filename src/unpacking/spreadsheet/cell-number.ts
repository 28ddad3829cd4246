import type { NumberKind } from "./number-formats.js";

const dayMs = 86_400_000;
/** 1899-12-30, from which days count as if 1900 were a leap year, and 1904-01-01. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;
/** The day that only Excel's 1900 has, and from which on its count is right. */
const firstRightDay = 61;
const lastMoment = Date.UTC(10_000, 0, 1);

export type Epoch = keyof typeof epochs;

/** Whether a number is shown as a date or a time. */
export function isMoment(kind: NumberKind): boolean {
  return kind === "date" || kind === "time" || kind === "date-time";
}

/**
 * A number of a cell as text: a date or a time by its format, without a zone, as `2027-05-31T09:00:00`, `2027-05-31` or
 * `09:00:00`; any other number in plain digits, with the zeros that a format like `00000` puts before it.
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
 * Fifteen digits are all that a spreadsheet keeps; an exponent is written out. A number that has more has lost digits,
 * and stays as a spreadsheet shows it, `1.23456789012345E+18`, which no check takes for a whole id.
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
