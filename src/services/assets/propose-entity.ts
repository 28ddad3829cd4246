import { type HeaderFit, headerFits } from "../../codecs/csv/propose-entity.js";
import { codecFor } from "../../codecs/index.js";
import { jsonCodec } from "../../codecs/json/json-codec.js";
import { xmlCodec } from "../../codecs/xml/xml-codec.js";
import type { AssetRow } from "../../db/assets/assets.js";
import type { Deps } from "../../deps.js";
import type { AssetBytes } from "../../domain/asset-bytes.js";
import { entityList } from "../../domain/entities/index.js";
import { DomainError } from "../../domain/errors.js";
import { packingOf } from "../../domain/packing.js";
import { streamHead } from "../../domain/stream-head.js";
import { unpack } from "../../unpacking/unpack.js";

const headBytes = 1 << 17;
/** Larger workbooks are not read: all their strings would be read for a header of a few. */
const largestWorkbook = 4 << 20;
const limits = { maxAssetBytes: 64 << 20, maxRecordBytes: 1 << 20, maxColumns: 1_000 };

export interface ChosenPart {
  readonly member: string | null;
  readonly sheet: string | null;
}

/** Returns how well the header of a stored file fits each entity, the best first; empty for a list. */
export async function proposeEntity(
  { assets }: Pick<Deps, "assets">,
  asset: AssetRow,
  part: ChosenPart,
): Promise<HeaderFit[]> {
  const { path, contentType } = asset;
  const whole = await assets.open(asset.tenantId, asset.sha256);
  const isLarge = whole.size > largestWorkbook;
  const bytes = packingOf(contentType) === null ? headOf(whole) : whole;
  try {
    const plain = await unpack({ bytes, path, contentType, ...part }, limits);
    if (plain === null) return isList(contentType) ? [] : headerFits(entityList, bytes);
    try {
      if (isList(plain.contentType) || (plain.detected().packing === "xlsx" && isLarge)) return [];
      return headerFits(entityList, inMemory((await streamHead(plain.bytes, headBytes)).head));
    } finally {
      await plain.close();
    }
  } catch (error) {
    // The import reports what is wrong with the file.
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function isList(contentType: string): boolean {
  const codec = codecFor(contentType);
  return codec === jsonCodec || codec === xmlCodec;
}

/** The first bytes of a file, as a file. Four extra bytes keep a character at the cut complete. */
function headOf(bytes: AssetBytes): AssetBytes {
  const size = Math.min(bytes.size, headBytes + 4);
  return { size, read: ({ start, end } = { start: 0, end: size }) => bytes.read({ start, end: Math.min(end, size) }) };
}

/** Bytes in memory, as a file. */
function inMemory(bytes: Buffer): AssetBytes {
  return {
    size: bytes.length,
    async *read({ start, end } = { start: 0, end: bytes.length }) {
      yield bytes.subarray(start, end);
    },
  };
}
