import { DomainError } from "../domain/errors.js";
import { packageEntity } from "../domain/packages/package-entity.js";
import { packingOf } from "../domain/packing.js";
import { codecFor } from "./index.js";

/**
 * Checks an asset's content type. Throws `UNSUPPORTED_ASSET` if no codec reads the type, and `INVALID_PACKAGE` if a
 * package is not a zip.
 */
export function checkType(entity: string, contentType: string): void {
  if (entity !== packageEntity) codecFor(contentType);
  else if (packingOf(contentType) !== "zip") {
    throw new DomainError("INVALID_PACKAGE", "The file is not a zip archive.", "Send a zip.");
  }
}
