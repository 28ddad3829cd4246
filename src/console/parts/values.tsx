import type { Words } from "../words/english.js";

/** A moment in UTC. The browser's script shows it in the reader's time zone, with UTC in the title. */
export function Moment({ at }: { readonly at: Date | string | null }) {
  if (at === null) return <span>–</span>;
  const iso = (typeof at === "string" ? new Date(at) : at).toISOString();
  const utc = `${iso.slice(0, 19).replace("T", " ")} UTC`;
  return (
    <time datetime={iso} title={utc} data-local="">
      {utc}
    </time>
  );
}

const units = ["B", "kB", "MB", "GB"] as const;

/** Returns a number of bytes in the largest unit in which it is at least 1. */
export function bytesText(words: Words, bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1_000 && unit < units.length - 1; unit++) value /= 1_000;
  const digits = new Intl.NumberFormat(words.language, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 });
  return `${digits.format(value)} ${units[unit] ?? ""}`;
}

/** Returns a duration, in seconds below two minutes, otherwise in minutes. */
export function durationText(words: Words, milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 120) return `${new Intl.NumberFormat(words.language, { maximumFractionDigits: 1 }).format(seconds)} s`;
  return `${words.number(Math.round(seconds / 60))} min`;
}

/** Returns the text of a cell's or field's value. Empty values become "", and the items of a list are joined by ";". */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(valueText).join(";");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Untrusted text of a cell: its text direction does not affect the page, and it is cut at a length. */
export function Cell({ text, most = 400 }: { readonly text: string; readonly most?: number }) {
  const shown = text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…` : text;
  return <bdi class="cell">{visible(shown)}</bdi>;
}

/** Replaces invisible characters, and characters that change the text's direction, by their code points. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
  });
}
