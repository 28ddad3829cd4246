import { comparableName } from "../comparable-name.js";
import { deleteMark } from "../delete-mark.js";
import type { Entity } from "../entity.js";
import type { MappingDefinition } from "./mapping.js";

/**
 * Returns a column's name without the characters that programs and people add or omit: spaces, underscores, hyphens and
 * dots.
 */
export function looseName(name: string): string {
  return comparableName(name).replace(/[\s_.-]/g, "");
}

type Known = ReadonlyMap<string, string>;

/**
 * Returns the entity's field for each name of a header, or the delete mark; null if it is neither. A mapping has
 * priority, then the fields' own names, then their other spellings and aliases. If two columns match one field, the
 * match with the higher priority counts. With equal priority both count, so that the header is refused; but of
 * spellings and aliases neither counts.
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
  const surest = new Map<string, { readonly rank: number; readonly columns: number }>();
  for (const { field, rank } of found) {
    const before = field === null ? undefined : surest.get(field);
    if (field === null || (before && before.rank > rank)) continue;
    surest.set(field, { rank, columns: before?.rank === rank ? before.columns + 1 : 1 });
  }
  return found.map(({ field, rank }) => {
    const best = field === null ? undefined : surest.get(field);
    return best?.rank === rank && (rank > 1 || best.columns === 1) ? field : null;
  });
}

const looseNamesOf = new WeakMap<Entity, Known>();

/** Returns other spellings of the fields' names, and their aliases. An alias of two fields is ignored. */
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

/** The field that a column may be, and the similarity of their names, from 0 to 1. */
export interface Suggestion {
  readonly column: string;
  readonly field: string | null;
  readonly score: number;
}

/** Below this score names are not similar enough for a suggestion. */
const leastScore = 0.65;
/** The highest score of a column that an import does not match by itself. */
const mostScore = 0.99;

/** Suggests a field for each column of a header. Each field is suggested once, for the most similar column. */
export function suggestColumns(entity: Entity, header: readonly string[]): Suggestion[] {
  const certain = matchColumns(entity, header);
  const taken = new Set(certain);
  const known = pairsOf(entity);
  const candidates = header.flatMap((column, at) => {
    if (certain[at] !== null || comparableName(column) === "") return [];
    const pairs = letterPairs(column);
    return known.flatMap(({ field, names }) => {
      const likest = taken.has(field) ? 0 : Math.max(...names.map((name) => likeness(pairs, name)));
      const score = Math.min(likest, mostScore);
      return score < leastScore ? [] : [{ at, field, score }];
    });
  });
  const best = new Map<number, { field: string; score: number }>();
  for (const { at, field, score } of candidates.sort((one, other) => other.score - one.score)) {
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

/** The longest compared name. Only the beginning of longer names is compared. */
const longestCompared = 60;

/** How often each pair of letters occurs in a name, and the number of pairs. */
interface LetterPairs {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

const pairsOfEntity = new WeakMap<
  Entity,
  readonly { readonly field: string; readonly names: readonly LetterPairs[] }[]
>();

function pairsOf(entity: Entity) {
  let known = pairsOfEntity.get(entity);
  if (!known) {
    known = Object.entries(entity.fields).map(([field, { aliases }]) => ({
      field,
      names: [field, ...aliases].map(letterPairs),
    }));
    pairsOfEntity.set(entity, known);
  }
  return known;
}

function letterPairs(name: string): LetterPairs {
  const text = looseName(name.slice(0, longestCompared));
  const counts = new Map<string, number>();
  for (let at = 1; at < text.length; at++) {
    const pair = text.slice(at - 1, at + 1);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { counts, total: Math.max(0, text.length - 1) };
}

/** Returns the share of letter pairs that two names have in common (Dice's coefficient). */
function likeness(one: LetterPairs, other: LetterPairs): number {
  let shared = 0;
  for (const [pair, count] of one.counts) shared += Math.min(count, other.counts.get(pair) ?? 0);
  return one.total + other.total === 0 ? 0 : (2 * shared) / (one.total + other.total);
}
