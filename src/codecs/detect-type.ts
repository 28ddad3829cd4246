import { mediaTypeOf } from "../domain/content-type.js";
import { packingOf, packingOfBytes } from "../domain/packing.js";

/** What programs say of a file when they do not know it. */
const generic: ReadonlySet<string> = new Set([
  ...["", "application/octet-stream", "binary/octet-stream", "text/plain", "application/x-www-form-urlencoded"],
]);

/** How many bytes tell a format. */
export const tellingBytes = 1_024;

/**
 * The content type of a file by its first bytes, its name, and what was declared of it: an archive where the bytes
 * begin as one; a list in JSON or XML where the bytes and the name say so, or the bytes alone where the name and the
 * declared type say nothing. Else the declared type.
 */
export function detectedType(declared: string, path: string, head: Buffer): string {
  const packing = packingOfBytes(head);
  if (packing !== null) return packing === "gzip" ? "application/gzip" : "application/zip";
  // What is declared as packed and is not, is known by its bytes and its name alone.
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
