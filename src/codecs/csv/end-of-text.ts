import type { AssetBytes } from "../../domain/asset-bytes.js";
import { type Encoding, unitSize } from "./encoding.js";

/** CP/M's end-of-file character. Old programs write it after the last line, and CP/M up to the end of a block. */
const endMark = 0x1a;
const lineEnds: ReadonlySet<number> = new Set([0x0a, 0x0d]);
const mostTail = 512;

/**
 * Returns the byte offset at which the text of a file ends: before any end-of-file characters at its end. Line ends may
 * be between these characters.
 *
 * @param head the first bytes of the file
 */
export async function endOfText(bytes: AssetBytes, head: Buffer, encoding: Encoding): Promise<number> {
  const size = unitSize(encoding);
  const from = Math.max(0, bytes.size - mostTail);
  const tail = head.length === bytes.size ? head.subarray(from) : await lastBytes(bytes, from);
  let end = bytes.size;
  for (let at = tail.length - size; at >= 0; at -= size) {
    const unit = size === 1 ? tail[at] : encoding === "utf-16le" ? tail.readUInt16LE(at) : tail.readUInt16BE(at);
    if (unit === endMark) end = from + at;
    else if (unit === undefined || !lineEnds.has(unit)) break;
  }
  return end;
}

async function lastBytes(bytes: AssetBytes, from: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of bytes.read({ start: from, end: bytes.size })) blocks.push(block);
  return Buffer.concat(blocks);
}
