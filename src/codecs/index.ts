import { mediaTypeOf } from "../domain/content-type.js";
import { DomainError } from "../domain/errors.js";
import type { Codec } from "./codec.js";
import { csvCodec, sheetCodec } from "./csv/csv-codec.js";
import { jsonCodec } from "./json/json-codec.js";
import { xmlCodec } from "./xml/xml-codec.js";

/** The content type of a CSV that was made from a sheet. */
export const sheetType = "text/csv; charset=utf-8; lines=rows";

/**
 * Returns the codec for an asset's content type. Uploads by script often have no type or a wrong one, so a type that
 * does not name another format is read as CSV, and the codec judges the bytes.
 */
export function codecFor(contentType: string): Codec {
  if (contentType === sheetType) return sheetCodec;
  const type = mediaTypeOf(contentType);
  const isMedia = /^image\/|^audio\/|^video\//.test(type); // an image may be XML, but is not a list
  if (!isMedia && /[/+]json$/.test(type)) return jsonCodec;
  if (!isMedia && /[/+]xml$/.test(type)) return xmlCodec;
  // Windows declares every .csv file so when Excel is installed.
  if (type === "application/vnd.ms-excel") return csvCodec;
  if (isMedia || /[/+]pdf$|^application\/vnd\./.test(type)) {
    throw new DomainError(
      "UNSUPPORTED_ASSET",
      `An asset of type ${type} cannot be imported.`,
      "Upload the file as CSV, JSON or XML, under the content type of its format.",
    );
  }
  return csvCodec;
}
