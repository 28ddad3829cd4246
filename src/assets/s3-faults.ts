import { S3ServiceException } from "@aws-sdk/client-s3";
import { DomainError } from "../domain/errors.js";
import { assetNotFound, storageFull, storageUnavailable } from "./asset-faults.js";

const missing = new Set(["NoSuchKey", "NoSuchUpload", "NotFound"]);
/** S3 itself is never full; other servers have names of their own for it, or HTTP's status. */
const full = new Set(["QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"]);

/**
 * What an error of the S3 client means. What is neither a missing object nor a full store is an outage, wrong keys
 * and a missing bucket too: an operator mends it, and what was under way goes on.
 */
export function storageFault(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const name = nameOf(error);
  if (missing.has(name)) return assetNotFound();
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (full.has(name) || status === 507) return storageFull();
  return storageUnavailable(name);
}

/** S3's name of an error, or the code of a broken connection; messages can quote keys and hosts. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
