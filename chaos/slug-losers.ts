import type { Candidate, StoredRows } from "./expected-rows.js";

/**
 * The rows whose slug another one has, judged by the state after the import (section D 6): stored rows that the file
 * leaves alone stand, then rows that keep their slug, then the earlier line. Asked again until there are none: a row
 * that was rejected stands with the slug it has stored.
 */
export function slugLosers(candidates: readonly Candidate[], stored: StoredRows): Candidate[] {
  const moving = new Set(candidates.map(({ id }) => id));
  const takenBy = new Map<string, string>();
  for (const [id, { slug }] of stored) if (slug) takenBy.set(slug, id);
  const keeps = ({ id, merged }: Candidate) => stored.get(id)?.slug === merged.slug;
  const standing = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const slug = candidate.merged.slug ?? "";
    const other = standing.get(slug);
    if (!other || (keeps(candidate) && !keeps(other))) standing.set(slug, candidate);
  }
  return candidates.filter((candidate) => {
    const slug = candidate.merged.slug ?? "";
    if (standing.get(slug) !== candidate) return true;
    const owner = takenBy.get(slug);
    return owner !== undefined && owner !== candidate.id && !moving.has(owner) && !keeps(candidate);
  });
}
