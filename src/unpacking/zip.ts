import { PassThrough, pipeline, Readable } from "node:stream";
import { crc32 } from "node:zlib";
import yauzl from "yauzl";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { DomainError } from "../domain/errors.js";
import { damaged } from "./archive-faults.js";
import { type InflateLimits, inflateRaw } from "./inflate.js";

const mostEntries = 1_000;
/** The size of a read, in bytes: the store takes as long for this many bytes as for one. */
const windowBytes = 1 << 16;

const stored = 0;
const deflated = 8;

/** A file in a zip. */
export interface ZipMember {
  /** The name in the archive. No path that is read or written is ever made from it. */
  readonly name: string;
  /** Yields the file's bytes. They are counted while they arrive, and checked against size and CRC at the end. */
  open(limits: InflateLimits): AsyncGenerator<Buffer>;
}

/**
 * Returns the files of a zip, from its central directory. Throws `ARCHIVE_DAMAGED`, `ARCHIVE_TOO_MANY_ENTRIES` and
 * `ARCHIVE_ENCRYPTED`; faults of the store are thrown unchanged.
 */
export async function openZip(bytes: AssetBytes): Promise<ZipMember[]> {
  const reader = new RangeReader(bytes);
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, bytes.size, { autoClose: false });
    if (zip.entryCount > mostEntries) throw tooManyEntries(zip.entryCount);
    const members: ZipMember[] = [];
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw encrypted();
      if (entry.fileName.endsWith("/")) continue;
      members.push({ name: entry.fileName, open: (limits) => memberBytes(reader, zip, entry, limits) });
    }
    return members;
  } catch (error) {
    throw faultOf(error, reader);
  }
}

async function* memberBytes(
  reader: RangeReader,
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  limits: InflateLimits,
): AsyncGenerator<Buffer> {
  try {
    if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) throw unknownMethod(entry);
    const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
    let [size, sum] = [0, 0];
    for await (const block of entry.compressionMethod === stored ? plain(packed, limits) : inflateRaw(packed, limits)) {
      size += block.length;
      sum = crc32(block, sum);
      yield block;
    }
    if (size !== entry.uncompressedSize || sum !== entry.crc32) throw damaged();
  } catch (error) {
    throw faultOf(error, reader);
  }
}

async function* plain(bytes: AsyncIterable<Buffer>, { maxBytes, tooLarge }: InflateLimits): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const block of bytes) {
    size += block.length;
    if (size > maxBytes) throw tooLarge();
    yield block;
  }
}

/**
 * Returns errors with a code, and errors of the store, unchanged. Any other error means that the archive is damaged.
 */
function faultOf(error: unknown, { failure }: RangeReader): unknown {
  if (failure !== null) return failure;
  return error instanceof DomainError ? error : damaged();
}

/** Reads an archive by ranges of its bytes. Small reads near each other share one range. */
class RangeReader extends yauzl.RandomAccessReader {
  /** The error with which the bytes could not be read; null without one. */
  failure: unknown = null;
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;

  constructor(private readonly bytes: AssetBytes) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const through = new PassThrough();
    // An error of the bytes reaches the reader of the member, and the reader's end closes the bytes.
    pipeline(Readable.from(this.range(start, end)), through, () => undefined);
    return through;
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.fill(position, length).then(
      () => {
        const from = position - this.windowStart;
        const copied = this.window.copy(into, offset, from, from + length);
        callback(copied === length ? null : new Error("the archive ends too early"));
      },
      (error: Error) => callback(error),
    );
  }

  private async fill(position: number, length: number): Promise<void> {
    const isThere = position >= this.windowStart && position + length <= this.windowStart + this.window.length;
    if (isThere) return;
    const end = Math.min(this.bytes.size, position + Math.max(length, windowBytes));
    const blocks: Buffer[] = [];
    for await (const block of this.range(position, end)) blocks.push(Buffer.from(block));
    this.window = Buffer.concat(blocks);
    this.windowStart = position;
  }

  private async *range(start: number, end: number): AsyncGenerator<Buffer> {
    try {
      yield* this.bytes.read({ start, end });
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

function tooManyEntries(count: number): DomainError {
  const message = `The archive has ${count} entries; the limit is ${mostEntries}.`;
  return new DomainError("ARCHIVE_TOO_MANY_ENTRIES", message, "Put only the files into it that are imported.");
}

function encrypted(): DomainError {
  const hint = "Make the archive without a password; the connection and the store protect it.";
  return new DomainError("ARCHIVE_ENCRYPTED", "The archive is encrypted.", hint);
}

function unknownMethod({ compressionMethod }: yauzl.Entry): DomainError {
  const message = `The archive is compressed by method ${compressionMethod}, which is not read here.`;
  return new DomainError("UNSUPPORTED_ASSET", message, "Make the archive with the usual method, deflate.");
}
