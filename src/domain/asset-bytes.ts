/** The bytes of an asset; every call streams them again. `end` is exclusive. */
export interface AssetBytes {
  readonly size: number;
  read(range?: { start: number; end: number }): AsyncIterable<Buffer>;
}

/** The same bytes, which are no longer read once the signal aborts: then its reason is thrown. */
export function readableUntil(signal: AbortSignal, bytes: AssetBytes): AssetBytes {
  return {
    size: bytes.size,
    async *read(range) {
      for await (const block of bytes.read(range)) {
        signal.throwIfAborted();
        yield block;
      }
    },
  };
}
