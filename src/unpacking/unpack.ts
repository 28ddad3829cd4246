import type { PlanLimits } from "../codecs/codec.js";
import { detectedType, tellingBytes } from "../codecs/detect-type.js";
import { sheetType } from "../codecs/index.js";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { mediaTypeOf } from "../domain/content-type.js";
import type { DetectedFile } from "../domain/detected-file.js";
import { DomainError } from "../domain/errors.js";
import { packingOf, packingOfBytes } from "../domain/packing.js";
import { streamHead } from "../domain/stream-head.js";
import { nested, sheetTooLarge, unpackedTooLarge } from "./archive-faults.js";
import { asUtf8, declaredCharset, isUnicode } from "./charset.js";
import { gunzip, type InflateLimits } from "./inflate.js";
import { chosenSheet, sheetToCsv } from "./spreadsheet/sheet-to-csv.js";
import { isOfficeDocument, openWorkbook } from "./spreadsheet/workbook.js";
import { openZip, type ZipMember } from "./zip.js";

/** A stored file, and the part of it that is read. */
export interface PackedFile {
  readonly bytes: AssetBytes;
  readonly path: string;
  readonly contentType: string;
  /** The file of an archive; null: its only file. */
  readonly member: string | null;
  /** The sheet of a workbook; null: the first visible sheet. */
  readonly sheet: string | null;
}

/** Plain bytes, and their content type for a codec. */
export interface PlainFile {
  readonly contentType: string;
  readonly bytes: AsyncIterable<Buffer>;
  /** Returns how the file was packed and what was found in it. Call it after the bytes were read. */
  detected(): Omit<DetectedFile, "size" | "contentType">;
  /** Closes the packed file, even if its bytes were not read. */
  close(): Promise<void>;
}

export interface UnpackLimits extends Pick<PlanLimits, "maxRecordBytes" | "maxColumns"> {
  readonly maxAssetBytes: number;
}

/** What can be chosen from a zip: the files of an archive, or the visible sheets of a workbook. */
export interface PackedParts {
  readonly members: readonly string[];
  readonly sheets: readonly string[];
}

/** The limits for a workbook's parts about itself, which are short. */
const shortParts: InflateLimits = {
  maxBytes: 16 << 20,
  tooLarge: () => sheetTooLarge("a part about its sheets or styles has more than 16 MB"),
};

/** Lists the parts of a zip without unpacking its files. Throws `ARCHIVE_…` and `SPREADSHEET_…`. */
export async function partsOf(bytes: AssetBytes): Promise<PackedParts> {
  const members = await openZip(bytes);
  if (!isOfficeDocument(members)) return { members: filesOf(members).map(({ name }) => name), sheets: [] };
  const { sheets } = await openWorkbook(members, shortParts);
  return { members: [], sheets: sheets.filter(({ isVisible }) => isVisible).map(({ name }) => name) };
}

/**
 * Returns the plain bytes of a file that is compressed, is a workbook, or is in another encoding; null if the file is
 * plain already. Throws `ARCHIVE_…`, `SPREADSHEET_…`, `UNSUPPORTED_ASSET` and `INVALID_ENCODING`, also while the bytes
 * are read.
 */
export async function unpack(file: PackedFile, limits: UnpackLimits): Promise<PlainFile | null> {
  const packing = packingOf(file.contentType);
  if (packing === "gzip") return unpackGzip(file, limits);
  if (packing === "zip") return unpackZip(file, limits);
  const charset = declaredCharset(file.contentType);
  if (charset === null || (await isUnicode(file.bytes, charset))) return null;
  const contentType = `${mediaTypeOf(file.contentType)}; charset=utf-8`;
  return plainFile({ contentType, bytes: asUtf8(file.bytes.read(), charset) }, { packing: "charset", charset });
}

async function unpackGzip({ bytes, path }: PackedFile, limits: UnpackLimits): Promise<PlainFile> {
  const name = path.replace(/\.gz$/i, "");
  const unpacked = await typed(gunzip(bytes.read(), inflateLimits(limits)), name);
  return plainFile(unpacked, { packing: "gzip" });
}

async function unpackZip(file: PackedFile, limits: UnpackLimits): Promise<PlainFile> {
  const members = await openZip(file.bytes);
  if (isOfficeDocument(members)) return unpackWorkbook(file, members, limits);
  if (isOpenDocument(members)) throw openDocument();
  const member = chosenMember(members, file.member);
  const unpacked = await typed(member.open(inflateLimits(limits)), member.name);
  return plainFile(unpacked, { packing: "zip", member: member.name });
}

async function unpackWorkbook(
  { bytes: file, sheet: wanted }: PackedFile,
  members: readonly ZipMember[],
  limits: UnpackLimits,
): Promise<PlainFile> {
  const book = await openWorkbook(members, shortParts);
  const sheet = chosenSheet(book.sheets, wanted);
  const found = { dates: 0, formulas: 0 };
  const bytes = sheetToCsv(book, sheet, {
    ...{ limits: inflateLimits(limits), packedBytes: file.size, found },
    ...{ maxRowLength: limits.maxRecordBytes, maxColumns: limits.maxColumns },
  });
  const sheets = book.sheets.filter(({ isVisible }) => isVisible).map(({ name }) => name);
  const plain = plainFile({ contentType: sheetType, bytes }, { packing: "xlsx", sheet: sheet.name, sheets });
  return { ...plain, detected: () => ({ ...plain.detected(), ...found }) };
}

function plainFile(
  { contentType, bytes, close = async () => void (await bytes.return(undefined)) }: Unpacked,
  detected: Pick<DetectedFile, "packing"> & Partial<DetectedFile>,
): PlainFile {
  const nothing = { member: null, sheet: null, sheets: [], charset: null, dates: 0, formulas: 0 };
  return { contentType, bytes, close, detected: () => ({ ...nothing, ...detected }) };
}

interface Unpacked extends Pick<PlainFile, "contentType"> {
  readonly bytes: AsyncGenerator<Buffer>;
  /** Set if ending these bytes does not close the file. */
  readonly close?: PlainFile["close"];
}

function inflateLimits({ maxAssetBytes }: Pick<UnpackLimits, "maxAssetBytes">): InflateLimits {
  return { maxBytes: maxAssetBytes, tooLarge: () => unpackedTooLarge(maxAssetBytes) };
}

/** Detects the content type of bytes by their beginning and their name. Throws `ARCHIVE_NESTED` for an archive. */
async function typed(bytes: AsyncGenerator<Buffer>, name: string): Promise<Unpacked> {
  const { head, whole } = await streamHead(bytes, tellingBytes);
  const close = async () => void (await bytes.return(undefined));
  if (packingOfBytes(head) !== null) {
    await close();
    throw nested();
  }
  return { contentType: detectedType("", name, head.subarray(0, tellingBytes)) || "text/csv", bytes: whole, close };
}

function isOpenDocument(members: readonly ZipMember[]): boolean {
  return ["mimetype", "content.xml"].every((name) => members.some((member) => member.name === name));
}

function openDocument(): DomainError {
  return new DomainError("UNSUPPORTED_ASSET", "The file is an OpenDocument file (ODS).", "Save it as XLSX or CSV.");
}

const asides = /(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i;

/** Returns the files of an archive without those that programs add, such as `.DS_Store`. */
export function filesOf(members: readonly ZipMember[]): ZipMember[] {
  return members.filter(({ name }) => !asides.test(name));
}

function chosenMember(members: readonly ZipMember[], wanted: string | null): ZipMember {
  const files = filesOf(members);
  const names = files
    .slice(0, 20)
    .map(({ name }) => name)
    .join(", ");
  if (wanted !== null) {
    const found = files.find(({ name }) => name.normalize("NFC") === wanted.normalize("NFC"));
    if (found) return found;
    throw new DomainError(
      "ARCHIVE_MEMBER_NOT_FOUND",
      "The archive has no such file.",
      `Name one of its files: ${names}.`,
    );
  }
  const [only, ...others] = files;
  if (only && others.length === 0) return only;
  if (!only) throw new DomainError("ARCHIVE_MEMBER_NOT_FOUND", "The archive has no file.", "Put the file into it.");
  const message = `The archive has ${files.length} files, and it is not said which one is meant.`;
  throw new DomainError("ARCHIVE_SEVERAL_MEMBERS", message, `Name one of them as member: ${names}.`);
}
