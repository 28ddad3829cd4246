/** What programs say of a file when they do not know it. */
const generic: ReadonlySet<string> = new Set([
  ...["", "application/octet-stream", "binary/octet-stream", "text/plain", "application/x-www-form-urlencoded"],
]);

/** How many bytes tell a format. */
export const tellingBytes = 1_024;

/**
 * The content type of a file by its first bytes and its name, where the declared one says nothing: a list in JSON or XML.
 * Any other declaration stands, and so does one of bytes that are neither.
 */
export function detectedType(declared: string, path: string, head: Buffer): string {
  const type = declared.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!generic.has(type)) return declared;
  const text = head
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart();
  const isNamed = (extension: string) => path.toLowerCase().endsWith(extension);
  if (/^\[\s*(?:[{\]]|$)/.test(text) || (isNamed(".json") && /^[[{]/.test(text))) return "application/json";
  if (/^<\?xml\s/.test(text) || (isNamed(".xml") && /^<[A-Za-z!?]/.test(text))) return "application/xml";
  return declared;
}
