import { createHash } from "node:crypto";
import { assetTooLarge } from "./asset-faults.js";

/** A body that is being stored. */
export interface MeasuredBody {
  /** The body's blocks, readable once. Throws `ASSET_TOO_LARGE` past the limit. */
  readonly blocks: AsyncGenerator<Uint8Array>;
  /** Returns the error of the body itself, or undefined: not every error of an upload is the store's. */
  fault(): unknown;
  /** Returns the hash and the size of the blocks. Call it once, at the end. */
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
