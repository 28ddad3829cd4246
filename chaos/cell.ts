import type { Random } from "./random.js";

/** What stands in a file for a column: text, or what JSON and XML have besides; null where there is nothing. */
export type Written = string | number | boolean | readonly string[] | Readonly<Record<string, string>> | null;

/** What the generator wrote, and the text that must be found in the table for it. */
export interface Cell {
  readonly written: Written;
  readonly stored: string | null;
}

export const nothing: Cell = { written: null, stored: null };

export function text(value: string): Cell {
  return { written: value, stored: value };
}

export function maybe(random: Random, cell: () => Cell, share = 0.6): Cell {
  return random.chance(share) ? cell() : nothing;
}

/** A number; lists may bring it as one or as text. */
export function whole(random: Random, from: number, to: number): Cell {
  const value = random.whole(from, to);
  return { written: random.chance(0.5) ? value : String(value), stored: String(value) };
}

export function items(entries: readonly string[]): Cell {
  return entries.length === 0 ? nothing : { written: entries, stored: JSON.stringify(entries) };
}

/** A point in time, in one of the spellings that RFC 3339 knows for it. */
export function moment(random: Random, milliseconds: number): Cell {
  const utc = new Date(milliseconds).toISOString();
  const stored = `${utc.slice(0, -1)}000Z`;
  const spelled = random.whole(1, 4);
  if (spelled === 1) return { written: `${utc.slice(0, 19)}Z`, stored };
  if (spelled === 2) {
    const hours = random.whole(1, 12);
    return {
      written: `${new Date(milliseconds + hours * 3_600_000).toISOString().slice(0, -1)}+${pad(hours)}:00`,
      stored,
    };
  }
  if (spelled === 3) return { written: `${utc.slice(0, 20)}000250Z`, stored: `${utc.slice(0, 20)}000250Z` };
  return { written: utc, stored };
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
