import { createHash } from "node:crypto";
import { assetTooLarge } from "./asset-faults.js";

/** A body on its way into a store. */
export interface MeasuredBody {
  /** The body's blocks, once; `ASSET_TOO_LARGE` where they are too many. */
  readonly blocks: AsyncGenerator<Uint8Array>;
  /** What the body itself failed with, or undefined: not every fault of an upload is the store's. */
  fault(): unknown;
  /** What was read; ask once, at the end. */
  measure(): { readonly sha256: string; readonly size: number };
}

export function measuredBody(body: AsyncIterable<Uint8Array>, maxBytes: number): MeasuredBody {
  const hash = createHash("sha256");
  let size = 0;
  let fault: unknown;
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const block of body) {
        size += block.length;
        if (size > maxBytes) throw assetTooLarge(maxBytes);
        hash.update(block);
        yield block;
      }
    } catch (error) {
      fault = error;
      throw error;
    }
  }
  return { blocks: read(), fault: () => fault, measure: () => ({ sha256: hash.digest("hex"), size }) };
}
