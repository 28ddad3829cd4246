import { extname } from "node:path";

/** By the extension; of everything else the bytes decide, as long as a CSV is declared as one. */
export function contentTypeOf(file: string): string {
  return { ".json": "application/json", ".xml": "application/xml" }[extname(file).toLowerCase()] ?? "text/csv";
}
