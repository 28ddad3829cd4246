import { pipeline, Readable } from "node:stream";
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";
import { DomainError } from "../domain/errors.js";
import { damaged } from "./archive-faults.js";

/**
 * The most bytes of output for each byte of input. Text seldom shrinks to a tenth, a file of one repeated row to a
 * hundredth.
 */
const mostTimes = 200;
/** The bytes of output up to which the ratio is not checked. */
const harmless = 1 << 20;
/** The size of a block of output, in bytes. */
const blockBytes = 1 << 16;

export interface InflateLimits {
  /** The most bytes of output. */
  readonly maxBytes: number;
  /** Returns the error for a larger output. */
  tooLarge(): DomainError;
}

/**
 * Unpacks a gzip stream. The output is counted here, and the sizes that the file claims are not trusted. Throws
 * `tooLarge`; `ARCHIVE_TOO_LARGE` if the output is more than 200 times the input; `ARCHIVE_DAMAGED` if the stream is
 * truncated or broken, or continues after its end.
 */
export function gunzip(packed: AsyncIterable<Uint8Array>, limits: InflateLimits): AsyncGenerator<Buffer> {
  return inflated(packed, createGunzip({ chunkSize: blockBytes }), limits);
}

/** Unpacks a member of a zip, with the errors of `gunzip`. */
export function inflateRaw(packed: AsyncIterable<Uint8Array>, limits: InflateLimits): AsyncGenerator<Buffer> {
  return inflated(packed, createInflateRaw({ chunkSize: blockBytes }), limits);
}

async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  unpacker: Gunzip | InflateRaw,
  { maxBytes, tooLarge }: InflateLimits,
): AsyncGenerator<Buffer> {
  let [went, came] = [0, 0];
  let isWhole = false;
  async function* counted() {
    for await (const block of packed) {
      went += block.length;
      yield block;
    }
    isWhole = true;
  }
  // An error of the input or the unpacker reaches the loop below, and the loop's end closes both.
  pipeline(Readable.from(counted()), unpacker, () => undefined);
  try {
    for await (const block of unpacker) {
      came += block.length;
      if (came > maxBytes) throw tooLarge();
      refuseDensity({ packed: went, plain: came });
      yield block;
    }
    if (!isWhole || unpacker.bytesWritten !== went) throw damaged();
  } catch (error) {
    throw isDamage(error) ? damaged() : error;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}

/** Throws `ARCHIVE_TOO_LARGE` if an output above 1 MiB is more than 200 times the input. */
export function refuseDensity({ packed, plain }: { packed: number; plain: number }): void {
  if (plain > harmless && plain > mostTimes * packed) throw tooDense();
}

function tooDense(): DomainError {
  const message = `The file would become more than ${mostTimes} times as large as it is.`;
  return new DomainError("ARCHIVE_TOO_LARGE", message, "Send it without compression, if it is meant to be so large.");
}
