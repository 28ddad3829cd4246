import { describe, expect, test } from "vitest";
import { type ChunkContext, fate } from "../../src/codecs/codec.js";
import { codecFor } from "../../src/codecs/index.js";
import type { AssetBytes } from "../../src/domain/asset-bytes.js";
import { entities } from "../../src/domain/entities/index.js";
import { DomainError } from "../../src/domain/errors.js";
import { holdsId } from "../../src/domain/holds-id.js";
import { expectLinearTime } from "../support/cpu-time.js";
import { hostileCsv, hostileJson, hostileXml } from "../support/hostile-files.js";
import { inPieces } from "../support/in-pieces.js";

const entity = entities.organization;
const limits = { maxRows: 1e9, maxColumns: 1e9, maxRecordBytes: 1e9 };
const mark = { fingerprint: () => "", meaning: [], fates: null, tuples: null };

/** The same bytes, and up to where they were read at least once. */
function watched(bytes: AssetBytes): { readonly bytes: AssetBytes; readTo(): number } {
  let furthest = 0;
  async function* read(range = { start: 0, end: bytes.size }): AsyncGenerator<Buffer> {
    let at = range.start;
    for await (const piece of bytes.read(range)) {
      at += piece.length;
      furthest = Math.max(furthest, at);
      yield piece;
    }
  }
  return { bytes: { size: bytes.size, read }, readTo: () => furthest };
}

/** The code with which a file is refused; null where it is read to its last byte, in every way. */
async function refusalOf(contentType: string, content: Buffer): Promise<string | null> {
  const { bytes, readTo } = watched(inPieces(content, 1 << 18));
  try {
    await readInEveryWay(contentType, bytes);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  expect(readTo()).toBe(content.length);
  return null;
}

/** Everything that is ever done with a file's bytes: planned, compared, written, staged, and shown. */
async function readInEveryWay(contentType: string, bytes: AssetBytes): Promise<void> {
  const codec = codecFor(contentType);
  const { layout, chunks } = await codec.plan(entity, bytes, limits);
  for (const chunk of chunks) {
    const context: ChunkContext = { jobId: "", entity, layout, chunk, ...mark };
    for await (const _ of codec.stage(context, bytes));
    for await (const _ of codec.index(context)?.read(context, bytes) ?? []);
    const tuples = { into: "entity", constants: [] } as const;
    const written = { ...context, fates: new Uint8Array(chunk.rows).fill(fate.tuple), tuples };
    if (codec.tupleColumns(context, tuples) !== null) for await (const _ of codec.stage(written, bytes));
    for await (const record of codec.records(context, bytes, chunk)) {
      record.parsed();
      record.raw();
      record.rejected();
    }
  }
}

test.each([
  ["a text that nearly matches everywhere", "-", `${"-".repeat(254)}x`],
  ["escapes of it", "\\u002d", `${"-".repeat(254)}x`],
  ["references to it", "&#45;", `${"-".repeat(254)}x`],
  ["references that never end", "&amp;#000", "&".repeat(255)],
  ["beginnings of the id", "ab", `${"ab".repeat(127)}c`],
  ["letters beyond ASCII", "äö", `${"äö".repeat(127)}c`],
])("an id is looked for in %s in a time that grows with the size", async (_, unit, id) => {
  await expectLinearTime({ smallest: 1 << 16, largest: 1 << 24 }, (size) => {
    const bytes = inPieces(Buffer.alloc(size, unit), 1 << 18);
    return () => holdsId(bytes, id);
  });
});

describe.each([
  ["CSV", hostileCsv],
  ["JSON", hostileJson],
  ["XML", hostileXml],
])("%s is read in a time that grows with its size", (_, files) => {
  test.each(files)("$name", async ({ contentType, make, refusedWith }) => {
    let largest = 1 << 23;
    // A record with more values than one may have is refused before its end: the comparison is of smaller ones.
    while (refusedWith === undefined && (await refusalOf(contentType, make(largest))) === "RECORD_TOO_LARGE")
      largest /= 2;
    await expectLinearTime({ smallest: 1 << 13, largest }, (size) => {
      const content = make(size);
      return async () => expect(await refusalOf(contentType, content)).toBe(refusedWith ?? null);
    });
  });
});
