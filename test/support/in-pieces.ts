import type { AssetBytes } from "../../src/domain/asset-bytes.js";

/** Bytes that arrive in pieces of any size, as they do from a disk. */
export function inPieces(content: Buffer, piece: number): AssetBytes {
  return {
    size: content.length,
    async *read({ start, end } = { start: 0, end: content.length }) {
      for (let at = start; at < end; at += piece) yield content.subarray(at, Math.min(end, at + piece));
    },
  };
}
