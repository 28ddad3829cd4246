import { S3ServiceException } from "@aws-sdk/client-s3";
import { DomainError } from "../domain/errors.js";
import { assetNotFound, storageFull, storageUnavailable } from "./asset-faults.js";

const missing = new Set(["NoSuchKey", "NoSuchUpload", "NotFound"]);
/** The error names of a full store. S3 itself is never full; other servers use these names, or HTTP's status 507. */
const full = new Set(["QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"]);

/**
 * Maps an error of the S3 client to an error with a code. Every error except for a missing object and a full store is
 * an outage, also wrong keys and a missing bucket: an operator repairs these, and interrupted work then continues.
 */
export function storageFault(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const name = nameOf(error);
  if (missing.has(name)) return assetNotFound();
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (full.has(name) || status === 507) return storageFull();
  return storageUnavailable(name);
}

/** Returns S3's name of an error, or the code of a broken connection. Messages can quote keys and hosts. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
