/**
 * The same look for all that ask while it goes on, and for so many milliseconds after it: any client may ask, without a
 * key.
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
