import { setImmediate } from "node:timers/promises";

/** Some milliseconds of a reader's work. */
export const recordsOfATurn = 1_000;

/**
 * The records of blocks one by one. A block may hold tens of thousands: between some of them everything else that waits
 * for the event loop has its turn.
 */
export async function* inTurns<Item>(blocks: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  let count = 0;
  for await (const block of blocks) {
    for (const record of block) {
      yield record;
      if (++count % recordsOfATurn === 0) await setImmediate();
    }
  }
}

/**
 * Blocks in pieces, of which each is some milliseconds of checking: a block may hold tens of thousands of short
 * records.
 */
export async function* piecesInTurns<Item>(blocks: AsyncIterable<readonly Item[]>): AsyncGenerator<readonly Item[]> {
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += recordsOfATurn) {
      yield block.slice(at, at + recordsOfATurn);
      if (block.length > recordsOfATurn) await setImmediate();
    }
  }
}

const sliceBytes = 1 << 16;

/**
 * The bytes of blocks in slices, of which each is some milliseconds of a reader's work, also where it is all short
 * elements.
 */
export async function* slicesInTurns(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += sliceBytes) {
      yield block.subarray(at, at + sliceBytes);
      await setImmediate();
    }
  }
}
