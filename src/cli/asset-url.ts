import { extname } from "node:path";

/** The API's address of an asset's path, whose slashes stay. */
export function assetUrl(path: string): string {
  return `/api/assets/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** By the extension; what has none of these is taken for CSV. */
export function contentTypeOf(file: string): string {
  return { ".json": "application/json", ".xml": "application/xml" }[extname(file).toLowerCase()] ?? "text/csv";
}
