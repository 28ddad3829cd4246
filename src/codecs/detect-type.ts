import { mediaTypeOf } from "../domain/content-type.js";
import { packingOf, packingOfBytes } from "../domain/packing.js";

/** Content types that programs declare for files that they do not know. */
const generic: ReadonlySet<string> = new Set([
  ...["", "application/octet-stream", "binary/octet-stream", "text/plain", "application/x-www-form-urlencoded"],
]);

/** The number of leading bytes from which a format is detected. */
export const tellingBytes = 1_024;

/**
 * Returns the content type of a file by its first bytes, its name and its declared type. An archive is detected by its
 * first bytes; a list in JSON or XML by its bytes and its name, or by its bytes alone if the name and the declared type
 * are generic. Otherwise the declared type is returned.
 */
export function detectedType(declared: string, path: string, head: Buffer): string {
  const packing = packingOfBytes(head);
  if (packing !== null) return packing === "gzip" ? "application/gzip" : "application/zip";
  // A file that is declared as packed and is not: only its bytes and its name count.
  if (packingOf(declared) !== null) return detectedType("text/plain", path, head);
  const type = mediaTypeOf(declared);
  if (/[/+](json|xml)$/.test(type)) return declared;
  const text = head
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart();
  const isNamed = (extension: string) => path.toLowerCase().endsWith(extension);
  if (isNamed(".json") && /^[[{]/.test(text)) return "application/json";
  if (isNamed(".xml") && /^<[A-Za-z!?]/.test(text)) return "application/xml";
  if (!generic.has(type) || /\.(csv|tsv|txt)$/i.test(path)) return declared;
  if (/^\[\s*(?:[{\]]|$)/.test(text)) return "application/json";
  return /^<\?xml\s/.test(text) ? "application/xml" : declared;
}
