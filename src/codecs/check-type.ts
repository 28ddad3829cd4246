import { DomainError } from "../domain/errors.js";
import { packageEntity } from "../domain/packages/package.js";
import { packingOf } from "../domain/packing.js";
import { codecFor } from "./index.js";

/** `UNSUPPORTED_ASSET` where bytes of this type are neither rows nor, for a package, an archive of files. */
export function checkType(entity: string, contentType: string): void {
  if (entity !== packageEntity) codecFor(contentType);
  else if (packingOf(contentType) !== "zip") {
    throw new DomainError("UNSUPPORTED_ASSET", "A package is a zip, and the asset is none.", "Upload a zip.");
  }
}
