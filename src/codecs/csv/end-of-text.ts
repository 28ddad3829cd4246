import type { AssetBytes } from "../../domain/asset-bytes.js";

/** What old programs write behind the last line: the end-of-file character of CP/M and DOS. */
const endMark = 0x1a;
const mostMarks = 16;

/** Where the text of a file ends, in bytes: before end-of-file characters. @param head its first bytes */
export async function endOfText(bytes: AssetBytes, head: Buffer): Promise<number> {
  const from = Math.max(0, bytes.size - mostMarks);
  const tail = head.length === bytes.size ? head.subarray(from) : await lastBytes(bytes, from);
  let length = tail.length;
  while (length > 0 && tail[length - 1] === endMark) length--;
  return from + length;
}

async function lastBytes(bytes: AssetBytes, from: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of bytes.read({ start: from, end: bytes.size })) blocks.push(block);
  return Buffer.concat(blocks);
}
