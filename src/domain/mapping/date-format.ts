/** A part of a time, and the pattern of its digits. */
interface Token {
  readonly part: keyof LocalTime;
  readonly pattern: string;
}

/** The tokens of a date format. All other characters are literal. */
const tokens: ReadonlyMap<string, Token> = new Map([
  ["yyyy", { part: "year", pattern: "\\d{4}" }],
  ["MM", { part: "month", pattern: "\\d{2}" }],
  ["M", { part: "month", pattern: "\\d{1,2}" }],
  ["dd", { part: "day", pattern: "\\d{2}" }],
  ["d", { part: "day", pattern: "\\d{1,2}" }],
  ["HH", { part: "hour", pattern: "\\d{2}" }],
  ["H", { part: "hour", pattern: "\\d{1,2}" }],
  ["mm", { part: "minute", pattern: "\\d{2}" }],
  ["ss", { part: "second", pattern: "\\d{2}" }],
]);

const anyToken = /yyyy|MM?|dd?|HH?|mm|ss/g;
const splitting = /(yyyy|MM?|dd?|HH?|mm|ss)/;
const longest = 100;

/** A local time, as a wall clock shows it. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * Whether a text is a date format such as `dd.MM.yyyy HH:mm`: each part at most once, a whole date, no letters except
 * `T`, no digits.
 */
export function isDateFormat(format: string): boolean {
  if (format.length > longest || /(?!T)\p{L}|[\d+]/u.test(format.replace(anyToken, ""))) return false;
  const pieces = piecesOf(format);
  // A token of one or two digits next to another token is ambiguous.
  if (
    pieces.some(({ text, token }, at) => token && text.length === 1 && (pieces[at - 1]?.token || pieces[at + 1]?.token))
  )
    return false;
  const parts = pieces.flatMap(({ token }) => (token ? [token.part] : []));
  const has = (part: keyof LocalTime) => parts.includes(part);
  const isDate = has("year") && has("month") && has("day");
  const isTime = (has("hour") || !has("minute")) && (has("minute") || !has("second"));
  return isDate && isTime && new Set(parts).size === parts.length;
}

/** Compiles a format to a function that reads a text as a time; null if the text does not have the format. */
export function dateReader(format: string): (text: string) => LocalTime | null {
  const pieces = piecesOf(format);
  const whole = new RegExp(
    `^${pieces.map(({ text, token }) => (token ? `(${token.pattern})` : escaped(text))).join("")}$`,
  );
  const parts = pieces.flatMap(({ token }) => (token ? [token.part] : []));
  return (text) => {
    const found = whole.exec(text);
    if (!found) return null;
    const read = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const [place, part] of parts.entries()) read[part] = Number(found[place + 1]);
    return read;
  };
}

/** Splits a format into tokens and the text between them. */
function piecesOf(format: string): { readonly text: string; readonly token: Token | undefined }[] {
  return format.split(splitting).flatMap((text) => (text === "" ? [] : [{ text, token: tokens.get(text) }]));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
