/** The bytes of an asset; every call streams them anew. `end` is exclusive. */
export interface AssetBytes {
  readonly size: number;
  read(range?: { start: number; end: number }): AsyncIterable<Buffer>;
}
