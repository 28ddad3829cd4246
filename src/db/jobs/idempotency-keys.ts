import type { Query } from "../database.js";
import type { JobRow } from "./jobs.js";

/** The job that an Idempotency-Key was answered with, and the fingerprint of the first request with the key. */
export interface KeyedJob {
  readonly job: JobRow;
  readonly fingerprint: string;
}

/**
 * Finds the job that a request with a tenant's key started, or that a repeated retry with the key was answered with.
 */
export async function findKeyedJob(db: Query, tenantId: string, key: string): Promise<KeyedJob | undefined> {
  const started = await db
    .selectFrom("job")
    .selectAll()
    .where("tenantId", "=", tenantId)
    .where("idempotencyKey", "=", key)
    .executeTakeFirst();
  if (started) return { job: started, fingerprint: started.fingerprint };
  const retried = await db
    .selectFrom("retryKey")
    .innerJoin("job", "job.id", "retryKey.jobId")
    .selectAll("job")
    .select("retryKey.fingerprint as asked")
    .where("retryKey.tenantId", "=", tenantId)
    .where("retryKey.key", "=", key)
    .executeTakeFirst();
  if (!retried) return undefined;
  const { asked, ...job } = retried;
  return { job, fingerprint: asked };
}

export interface NewRetryKey {
  readonly tenantId: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly jobId: string;
}

/** Binds a key to the retry job that a request with the key was answered with. The binding is deleted with the job. */
export async function bindRetryKey(trx: Query, key: NewRetryKey): Promise<void> {
  await trx.insertInto("retryKey").values(key).execute();
}
