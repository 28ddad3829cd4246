import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const quote = 34;
const comma = 44;
const lineFeed = 10;

/**
 * Copies a CSV and puts `text` before the cell of one column in every `every`th record, counted from the first below
 * the header; all other bytes stay as they are. Gives the number of records changed. The text must need no quotes, and
 * the file must be UTF-8 with commas, which is what the peers' generator writes.
 */
export async function changeEvery(
  every: number,
  change: { readonly column: number; readonly text: string },
  from: string,
  to: string,
): Promise<number> {
  const inserted = Buffer.from(change.text);
  let record = -1;
  let column = 0;
  let isQuoted = false;
  let atCellStart = true;
  let changed = 0;

  function isWanted(): boolean {
    return atCellStart && column === change.column && record >= 0 && record % every === 0;
  }

  function* changedBlock(block: Buffer): Generator<Buffer> {
    let copied = 0;
    for (let at = 0; at < block.length; at++) {
      const byte = block[at];
      if (isWanted()) {
        // Within the quotes where there are some.
        const place = byte === quote ? at + 1 : at;
        yield block.subarray(copied, place);
        yield inserted;
        copied = place;
        changed++;
      }
      atCellStart = false;
      // A doubled quote ends the quoted part and begins it again.
      if (byte === quote) isQuoted = !isQuoted;
      else if (!isQuoted && byte === comma) {
        column++;
        atCellStart = true;
      } else if (!isQuoted && byte === lineFeed) {
        record++;
        column = 0;
        atCellStart = true;
      }
    }
    yield block.subarray(copied);
  }

  async function* changedBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const block of source) yield* changedBlock(block);
  }

  await pipeline(createReadStream(from, { highWaterMark: 1 << 20 }), changedBlocks, createWriteStream(to));
  return changed;
}
