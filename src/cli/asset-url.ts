import { extname } from "node:path";

/** The API's address of an asset's path, whose slashes stay. */
export function assetUrl(path: string): string {
  return `/api/assets/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** By the extension; of everything else the bytes decide, as long as a CSV is declared as one. */
export function contentTypeOf(file: string): string {
  return { ".json": "application/json", ".xml": "application/xml" }[extname(file).toLowerCase()] ?? "text/csv";
}
