import { charsetOf, mediaTypeOf } from "./content-type.js";

/**
 * How a stored file is packed, by its content type. The content type was detected from the bytes when the file was
 * stored.
 */
export type Packing = "gzip" | "zip";

const signatures: readonly (readonly [hex: string, Packing])[] = [
  ["1f8b", "gzip"],
  ["504b0304", "zip"],
  ["504b0506", "zip"],
  ["504b0708", "zip"],
];

/** Returns how bytes are packed, by their first bytes; null if they are not. A workbook (XLSX) is a zip. */
export function packingOfBytes(head: Buffer): Packing | null {
  return signatures.find(([hex]) => head.subarray(0, hex.length / 2).toString("hex") === hex)?.[1] ?? null;
}

const workbookType = /^application\/vnd\.(?:openxmlformats-officedocument\.spreadsheetml\.|ms-excel\.sheet\.)/;

/** Returns how a file of this content type is packed; null if it is plain. */
export function packingOf(contentType: string): Packing | null {
  const type = mediaTypeOf(contentType);
  if (/^application\/(?:x-)?gzip$/.test(type)) return "gzip";
  return /^application\/(?:x-)?zip(?:-compressed)?$/.test(type) || workbookType.test(type) ? "zip" : null;
}

/** Whether a file has to be unpacked or decoded before its rows are read: it is packed, or in another encoding. */
export function mayBePacked(contentType: string): boolean {
  const charset = charsetOf(contentType);
  return packingOf(contentType) !== null || (charset !== null && !readAsTheyAre.test(charset));
}

/** The usual names of encodings that every reader of text knows. */
const readAsTheyAre = /^(?:utf-?8|us-ascii|windows-1252|iso-8859-1)$/;
