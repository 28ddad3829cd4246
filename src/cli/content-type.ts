import { extname } from "node:path";

/**
 * Returns a content type by the file's extension. Any other file is declared as CSV, and the server decides by its
 * bytes.
 */
export function contentTypeOf(file: string): string {
  return { ".json": "application/json", ".xml": "application/xml" }[extname(file).toLowerCase()] ?? "text/csv";
}
