/**
 * Caches the result of a query: all callers share it while the query runs, and for a number of milliseconds afterwards.
 * Any client may ask, without a key.
 */
export function sharedLook<Seen>(ms: number, look: () => Promise<Seen>): () => Promise<Seen> {
  let seen: Promise<Seen> | null = null;
  const forget = () => {
    seen = null;
  };
  return () => {
    seen ??= look().finally(() => setTimeout(forget, ms).unref());
    return seen;
  };
}
