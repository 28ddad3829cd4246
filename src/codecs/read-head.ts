import type { AssetBytes } from "../domain/asset-bytes.js";

/** Returns the first bytes of a file, at most `atMost`. */
export async function readHead(bytes: AssetBytes, atMost: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of bytes.read({ start: 0, end: Math.min(bytes.size, atMost) })) blocks.push(block);
  return Buffer.concat(blocks);
}
