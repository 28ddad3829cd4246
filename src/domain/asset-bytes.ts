/** The bytes of an asset. Each call of `read` streams them again. `end` is exclusive. */
export interface AssetBytes {
  readonly size: number;
  read(range?: { start: number; end: number }): AsyncIterable<Buffer>;
}

/** Returns the same bytes, but reading stops and throws the signal's reason once the signal aborts. */
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
