/** The most letters by which a misspelled word differs from the right one. */
const mostDifferences = 2;

/** Whether two words differ in at most two letters that were added, omitted or replaced (Levenshtein distance). */
export function isNearly(word: string, other: string): boolean {
  if (Math.abs(word.length - other.length) > mostDifferences) return false;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= word.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const changed = (row[to - 1] ?? 0) + (word[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    // The distance of longer prefixes is never smaller.
    if (Math.min(...next) > mostDifferences) return false;
    row = next;
  }
  return (row[other.length] ?? 0) <= mostDifferences;
}
