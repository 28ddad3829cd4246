const T = 0x54;
const Z = 0x5a;
const DASH = 0x2d;
const COLON = 0x3a;
const PLUS = 0x2b;
const DOT = 0x2e;

/**
 * Returns the milliseconds since 1970 of an instant written `YYYY-MM-DDTHH:mm:ss`, with up to three fraction digits,
 * and `Z` or an offset. NaN for any other notation, for a date that does not exist, and outside the years 1000 to 9998.
 */
export function plainInstant(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 20 || bytes[start + 10] !== T) return Number.NaN;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return Number.NaN;
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  const month = two(bytes, start + 5);
  const day = two(bytes, start + 8);
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = two(bytes, start + 17);
  // The comparisons are negated so that NaN, for which every comparison is false, is refused as well.
  if (!(year >= 1000 && year <= 9998 && month >= 1 && month <= 12 && day >= 1 && day <= lastDay(year, month))) {
    return Number.NaN;
  }
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  let at = start + 19;
  let milliseconds = 0;
  if (bytes[at] === DOT) {
    const first = ++at;
    for (let unit = 100; at < first + 3 && isDigit(bytes[at]); unit /= 10) milliseconds += digit(bytes[at++]) * unit;
    if (at === first) return Number.NaN;
  }
  const local = days(year, month, day) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds;
  if (bytes[at] === Z) return at + 1 === end ? local : Number.NaN;
  const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : Number.NaN;
  if (at + 6 !== end || bytes[at + 3] !== COLON) return Number.NaN;
  const offsetHour = two(bytes, at + 1);
  const offsetMinute = two(bytes, at + 4);
  // Postgres refuses offsets of sixteen hours or more.
  if (!(offsetHour <= 15 && offsetMinute <= 59)) return Number.NaN;
  return local - sign * (offsetHour * 60 + offsetMinute) * 60_000;
}

/** Returns two digits as a number; NaN if either is not a digit. */
function two(bytes: Uint8Array, at: number): number {
  return isDigit(bytes[at]) && isDigit(bytes[at + 1]) ? digit(bytes[at]) * 10 + digit(bytes[at + 1]) : Number.NaN;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function digit(byte: number | undefined): number {
  return (byte ?? 0) - 0x30;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lastDay(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (monthLengths[month - 1] ?? 0);
}

/** Returns the days since 1970-01-01 in the Gregorian calendar. Years begin with March in this calculation. */
function days(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
