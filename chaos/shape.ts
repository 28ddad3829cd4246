import type { Cell } from "./cell.js";
import type { Random } from "./random.js";

/** How a column is read back as text. */
export type ColumnKind = "text" | "list" | "instant" | "password";

/** The row that cells are made for. */
export interface Seat {
  /** Which row of its feed, counted from 1. */
  readonly n: number;
  readonly random: Random;
  /** The id of a row of a feed of the same scenario, whether it is stored or not. */
  idOf(entity: string, n: number): string;
  /** The id of the row that this one cannot be without: one of the feed it waited for, or of no feed. */
  target(): string;
}

/**
 * An entity as the chaos run knows it, by the contracts and not by Bulkhead's own declarations: a reference that took
 * its rules from the code it judges would agree with every fault of it.
 */
export interface Shape {
  readonly entity: string;
  readonly table: string;
  /** Contract A's route below `/incoming/v2/content`; null for contract B's entities. */
  readonly bulkRoute: string | null;
  /** Without the id. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  readonly required: readonly string[];
  readonly defaults: Readonly<Record<string, string>>;
  readonly spans: readonly (readonly [start: string, end: string])[];
  readonly slugged: boolean;
  /** The column whose missing target rejects the row. */
  readonly target: { readonly column: string; readonly entity: string } | null;
  cells(seat: Seat): Record<string, Cell>;
}

/** Every column is a text unless told otherwise. */
export function columnsOf(
  names: string,
  kinds: Readonly<Partial<Record<ColumnKind, string>>>,
): Record<string, ColumnKind> {
  const columns: Record<string, ColumnKind> = {};
  for (const name of names.split(" ")) columns[name] = "text";
  for (const kind of ["list", "instant", "password"] as const) {
    for (const name of kinds[kind]?.split(" ") ?? []) columns[name] = kind;
  }
  return columns;
}
