import { DomainError } from "../domain/errors.js";

export function assetNotFound(): DomainError {
  return new DomainError("ASSET_NOT_FOUND", "The asset's bytes are not in the store.", "Upload the file again.");
}

export function isMissing(error: unknown): boolean {
  return error instanceof DomainError && error.code === "ASSET_NOT_FOUND";
}

export function assetTooLarge(maxBytes: number): DomainError {
  const message = `The asset is larger than ${maxBytes} bytes.`;
  return new DomainError("ASSET_TOO_LARGE", message, "Split the file, or raise BULKHEAD_MAX_ASSET_BYTES.");
}

export function storageFull(): DomainError {
  return new DomainError("STORAGE_FULL", "The asset store has no room left.", "Free some, then send it again.");
}

/**
 * The error of an unavailable store. `reason` is the name of the store's error, which helps an operator to find the
 * cause.
 */
export function storageUnavailable(reason: string): DomainError {
  const message = `The asset store does not answer at the moment (${reason}).`;
  return new DomainError("STORAGE_UNAVAILABLE", message, "Try again in some seconds.");
}
