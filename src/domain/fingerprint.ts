/**
 * Tells two texts apart without keeping them: unpredictable without the key. Gives the fingerprints under every key in
 * force, divided by spaces; the first, of the current key, is the one to keep.
 */
export type Fingerprint = (parts: readonly string[]) => string;

/** The fingerprint to keep, of those of one text. */
export function currentFingerprint(fingerprints: string): string {
  return fingerprints.split(" ", 1)[0] ?? "";
}

/** Whether two have a fingerprint in common: then they are of the same text, though perhaps under different keys. */
export function isSameText(some: string, others: string): boolean {
  const known = new Set(others.split(" "));
  return some.split(" ").some((fingerprint) => known.has(fingerprint));
}
