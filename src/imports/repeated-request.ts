import type { Query } from "../db/database.js";
import { findKeyedJob, type KeyedJob } from "../db/idempotency-keys.js";
import type { JobRow } from "../db/jobs.js";
import { DomainError } from "../domain/errors.js";
import { isSameText } from "../domain/fingerprint.js";
import type { ImportRequest } from "./accept-import.js";

/** The job that the same request with the same key was answered with; looked up before anything is checked. */
export async function earlierJob(
  db: Query,
  { tenantId, idempotencyKey, fingerprint }: Pick<ImportRequest, "tenantId" | "idempotencyKey" | "fingerprint">,
): Promise<JobRow | undefined> {
  const keyed = idempotencyKey === null ? undefined : await findKeyedJob(db, tenantId, idempotencyKey);
  return keyed && repeated(keyed, fingerprint);
}

/** A job whose key came again; `IDEMPOTENCY_KEY_REUSED` where it came with another request. */
export function repeated(keyed: KeyedJob, fingerprint: string): JobRow {
  if (isSameText(keyed.fingerprint, fingerprint)) return keyed.job;
  const hint = "Use a new key for every new request, and the same key only to repeat one.";
  throw new DomainError("IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was sent with another request.", hint);
}
