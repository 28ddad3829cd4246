import { DomainError } from "../domain/errors.js";
import type { Codec } from "./codec.js";
import { csvCodec } from "./csv/csv-codec.js";

/**
 * The codec for an asset's content type. Uploads by script often carry none or a wrong one, so whatever does not
 * name another format is read as CSV, and the bytes decide.
 */
export function codecFor(contentType: string): Codec {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/[/+](json|xml|zip|gzip|pdf)$|^application\/vnd\.|^image\/|^audio\/|^video\//.test(type)) {
    throw new DomainError(
      "UNSUPPORTED_ASSET",
      `An asset of type ${type} cannot be imported.`,
      "Upload the file as CSV with Content-Type: text/csv.",
    );
  }
  return csvCodec;
}
