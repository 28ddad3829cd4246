import { pipeline, Readable } from "node:stream";
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";
import { DomainError } from "../domain/errors.js";
import { damaged } from "./archive-faults.js";

/** Text seldom shrinks to a tenth, a file of one repeated row to a hundredth. */
const mostTimes = 200;
/** Below so many bytes a ratio says nothing. */
const harmless = 1 << 20;
/** Of what comes out at a time. */
const blockBytes = 1 << 16;

export interface InflateLimits {
  /** Most bytes that may come out. */
  readonly maxBytes: number;
  /** The error where more would. */
  tooLarge(): DomainError;
}

/**
 * Unpacks a gzip stream. What comes out is counted here, and the sizes that the file claims are not trusted: it ends
 * with `tooLarge`, with `ARCHIVE_TOO_LARGE` where it is more than 200 times what went in, and with `ARCHIVE_DAMAGED`
 * where the stream is cut or broken, or goes on after its end.
 */
export function gunzip(packed: AsyncIterable<Uint8Array>, limits: InflateLimits): AsyncGenerator<Buffer> {
  return inflated(packed, createGunzip({ chunkSize: blockBytes }), limits);
}

/** The same for a member of a zip. */
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
  // An error of either side reaches the loop below, and its end closes both.
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

/** `ARCHIVE_TOO_LARGE` where bytes became more than 200 times as many. */
export function refuseDensity({ packed, plain }: { packed: number; plain: number }): void {
  if (plain > harmless && plain > mostTimes * packed) throw tooDense();
}

function tooDense(): DomainError {
  const message = `The file would become more than ${mostTimes} times as large as it is.`;
  return new DomainError("ARCHIVE_TOO_LARGE", message, "Send it without compression, if it is meant to be so large.");
}
