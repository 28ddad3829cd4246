import { DomainError } from "../domain/errors.js";
import { packageEntity } from "../domain/packages/package-entity.js";
import { packingOf } from "../domain/packing.js";
import { codecFor } from "./index.js";

/**
 * `UNSUPPORTED_ASSET` where bytes of this type are no rows; `INVALID_PACKAGE` where those of a package are no archive.
 */
export function checkType(entity: string, contentType: string): void {
  if (entity !== packageEntity) codecFor(contentType);
  else if (packingOf(contentType) !== "zip") {
    throw new DomainError("INVALID_PACKAGE", "A package is a zip, and the file is none.", "Send a zip.");
  }
}
