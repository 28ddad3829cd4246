/**
 * Returns the fingerprints of a text, which distinguish texts without storing them. They are unpredictable without the
 * key. There is one for every key in force, separated by spaces; the first, under the current key, is the one to store.
 */
export type Fingerprint = (parts: readonly string[]) => string;

/** Returns the fingerprint to store. */
export function currentFingerprint(fingerprints: string): string {
  return fingerprints.split(" ", 1)[0] ?? "";
}

/** Whether two lists have a fingerprint in common. If so, both are of the same text, perhaps under different keys. */
export function isSameText(some: string, others: string): boolean {
  const known = new Set(others.split(" "));
  return some.split(" ").some((fingerprint) => known.has(fingerprint));
}
