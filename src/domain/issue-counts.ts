/** How many issues of each code there are. */
export type IssueCounts = Readonly<Record<string, number>>;

/** Adds counts to a sum. */
export function addIssueCounts(sum: Record<string, number>, counts: IssueCounts): void {
  for (const [code, count] of Object.entries(counts)) sum[code] = (sum[code] ?? 0) + count;
}

/** Sorts counts with the most frequent first, for people to read. */
export function mostFrequentFirst(counts: IssueCounts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])));
}
