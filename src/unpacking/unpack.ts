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

/** A stored file, and which part of it is meant. */
export interface PackedFile {
  readonly bytes: AssetBytes;
  readonly path: string;
  readonly contentType: string;
  /** Of an archive; null: its only file. */
  readonly member: string | null;
  /** Of a workbook; null: the first that is shown. */
  readonly sheet: string | null;
}

/** Plain bytes, and what a codec has to know of them. */
export interface PlainFile {
  readonly contentType: string;
  readonly bytes: AsyncIterable<Buffer>;
  /** How the file was packed, and what was found in it; known once the bytes were read. */
  detected(): Omit<DetectedFile, "size" | "contentType">;
  /** Closes the file that is unpacked, also where its bytes were not read. */
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

/** A workbook's parts about itself are short. */
const shortParts: InflateLimits = {
  maxBytes: 16 << 20,
  tooLarge: () => sheetTooLarge("a part about its sheets or styles has more than 16 MB"),
};

/** Looks at a zip without unpacking its files. `ARCHIVE_…`, `SPREADSHEET_…` */
export async function partsOf(bytes: AssetBytes): Promise<PackedParts> {
  const members = await openZip(bytes);
  if (!isOfficeDocument(members)) return { members: filesOf(members).map(({ name }) => name), sheets: [] };
  const { sheets } = await openWorkbook(members, shortParts);
  return { members: [], sheets: sheets.filter(({ isVisible }) => isVisible).map(({ name }) => name) };
}

/**
 * Makes plain bytes of a file that is compressed, is a workbook, or is in another encoding; null where it is plain as
 * it is. `ARCHIVE_…`, `SPREADSHEET_…`, `UNSUPPORTED_ASSET` and `INVALID_ENCODING` where it cannot, also while the bytes
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
  /** Where ending these bytes does not close the file. */
  readonly close?: PlainFile["close"];
}

function inflateLimits({ maxAssetBytes }: Pick<UnpackLimits, "maxAssetBytes">): InflateLimits {
  return { maxBytes: maxAssetBytes, tooLarge: () => unpackedTooLarge(maxAssetBytes) };
}

/** What bytes are by their beginning and their name; archives in archives are refused. */
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

/** The files of an archive without what programs put beside them. */
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
