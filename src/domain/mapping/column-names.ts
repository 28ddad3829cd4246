import { comparableName } from "../comparable-name.js";
import { deleteMark } from "../delete-mark.js";
import type { Entity } from "../entity.js";
import type { MappingDefinition } from "./mapping.js";

/** A column's name without what programs and people add or leave out: spaces, underscores, hyphens and dots. */
export function looseName(name: string): string {
  return comparableName(name).replace(/[\s_.-]/g, "");
}

type Known = ReadonlyMap<string, string>;

/**
 * The entity's field for each name of a header, or the mark of rows that go; null where it is neither. A mapping comes first, then the fields' own names, then
 * their other spellings and aliases: of two columns for one field the surer one counts, and where both are as sure, both do.
 */
export function matchColumns(
  entity: Entity,
  names: readonly string[],
  columns: MappingDefinition["columns"] = {},
): (string | null)[] {
  const mapped = new Map(Object.entries(columns).map(([name, field]) => [comparableName(name), field]));
  const own: Known = new Map([...Object.keys(entity.fields), deleteMark].map((name) => [comparableName(name), name]));
  const loose = looseNames(entity);
  const found = names.map((name): { readonly field: string | null; readonly rank: number } => {
    const comparable = comparableName(name);
    if (comparable === "") return { field: null, rank: 0 };
    const meant = mapped.get(comparable);
    if (meant !== undefined) return { field: meant, rank: 3 };
    const exact = own.get(comparable);
    if (exact !== undefined) return { field: exact, rank: 2 };
    return { field: loose.get(looseName(name)) ?? null, rank: 1 };
  });
  const surest = new Map<string, number>();
  for (const { field, rank } of found) if (field !== null) surest.set(field, Math.max(rank, surest.get(field) ?? 0));
  return found.map(({ field, rank }) => (field !== null && surest.get(field) === rank ? field : null));
}

const looseNamesOf = new WeakMap<Entity, Known>();

/** Other spellings of the fields' names, and their aliases; an alias of two fields is none. */
function looseNames(entity: Entity): Known {
  let known = looseNamesOf.get(entity);
  if (!known) {
    const aliases = new Map<string, string | null>();
    for (const [field, { aliases: names }] of Object.entries(entity.fields)) {
      for (const alias of names) {
        const name = looseName(alias);
        aliases.set(name, aliases.has(name) && aliases.get(name) !== field ? null : field);
      }
    }
    const own = Object.keys(entity.fields).map((field): [string, string] => [looseName(field), field]);
    const unique = [...aliases].flatMap(([name, field]): [string, string][] => (field === null ? [] : [[name, field]]));
    known = new Map([...unique, ...own]);
    looseNamesOf.set(entity, known);
  }
  return known;
}

/** Which field a column may be, and how alike their names are, of 1. */
export interface Suggestion {
  readonly column: string;
  readonly field: string | null;
  readonly score: number;
}

/** Less alike names say nothing. */
const leastScore = 0.65;

/** Proposes a field for each column of a header; each field once, to the column that is most like it. */
export function suggestColumns(entity: Entity, header: readonly string[]): Suggestion[] {
  const certain = matchColumns(entity, header);
  const taken = new Set(certain);
  const pairs = header.flatMap((column, at) =>
    certain[at] !== null || comparableName(column) === ""
      ? []
      : Object.entries(entity.fields).flatMap(([field, { aliases }]) => {
          const score = taken.has(field) ? 0 : Math.max(...[field, ...aliases].map((name) => likeness(column, name)));
          return score < leastScore ? [] : [{ at, field, score }];
        }),
  );
  const best = new Map<number, { field: string; score: number }>();
  for (const { at, field, score } of pairs.sort((one, other) => other.score - one.score)) {
    if (best.has(at) || taken.has(field)) continue;
    best.set(at, { field, score });
    taken.add(field);
  }
  return header.map((column, at) => {
    const field = certain[at] ?? null;
    if (field !== null) return { column, field, score: 1 };
    const found = best.get(at);
    return { column, field: found?.field ?? null, score: found ? Math.round(found.score * 100) / 100 : 0 };
  });
}

/** How many pairs of letters two names share (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const [left, right] = [looseName(one), looseName(other)];
  if (left === right) return 1;
  if (left.length < 2 || right.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let at = 1; at < left.length; at++) add(pairs, left.slice(at - 1, at + 1), 1);
  let shared = 0;
  for (let at = 1; at < right.length; at++) {
    const pair = right.slice(at - 1, at + 1);
    if ((pairs.get(pair) ?? 0) === 0) continue;
    add(pairs, pair, -1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length - 2);
}

function add(counts: Map<string, number>, key: string, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}
