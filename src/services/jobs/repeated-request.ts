import type { Query } from "../../db/database.js";
import { findKeyedJob, type KeyedJob } from "../../db/jobs/idempotency-keys.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { isSameText } from "../../domain/fingerprint.js";

/** The values that show whether a request repeats an earlier one. */
interface AskedImport {
  readonly tenantId: string;
  readonly idempotencyKey: string | null;
  readonly fingerprint: string;
}

/** Returns the job of an earlier equal request with the same key. It is looked up before any other check. */
export async function earlierJob(
  db: Query,
  { tenantId, idempotencyKey, fingerprint }: AskedImport,
): Promise<JobRow | undefined> {
  const keyed = idempotencyKey === null ? undefined : await findKeyedJob(db, tenantId, idempotencyKey);
  return keyed && repeated(keyed, fingerprint);
}

/** Returns the job of a key that was sent again; `IDEMPOTENCY_KEY_REUSED` if it was sent with another request. */
export function repeated(keyed: KeyedJob, fingerprint: string): JobRow {
  if (isSameText(keyed.fingerprint, fingerprint)) return keyed.job;
  const hint = "Use a new key for every new request, and the same key only to repeat one.";
  throw new DomainError("IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was sent with another request.", hint);
}
