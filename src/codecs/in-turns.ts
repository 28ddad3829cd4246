import { setImmediate } from "node:timers/promises";

/** The number of records that a reader handles in some milliseconds. */
export const recordsOfATurn = 1_000;

/**
 * Yields the records of blocks one by one. A block may hold tens of thousands of records, so other tasks of the event
 * loop run after every `recordsOfATurn` records.
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
 * Yields blocks in pieces, each of which takes some milliseconds to check. A block may hold tens of thousands of short
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
 * Yields the bytes of blocks in slices. A reader handles each slice in some milliseconds, even if the slice holds only
 * short elements.
 */
export async function* slicesInTurns(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += sliceBytes) {
      yield block.subarray(at, at + sliceBytes);
      await setImmediate();
    }
  }
}
