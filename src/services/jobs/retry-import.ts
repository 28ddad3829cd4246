import type { JobRow } from "../../db/jobs/jobs.js";
import { optionsOf } from "../../domain/import-options.js";
import { JobStateError } from "../../domain/job-state-error.js";
import { ownMappingVersion } from "../../domain/packages/package.js";
import type { ImportRequest } from "./accept-import.js";

/**
 * Returns the request that imports a job's bytes again with its options; `WRONG_JOB_STATE` if there is nothing to
 * retry.
 */
export function retryRequest(
  job: JobRow,
  requestedBy: string,
  asked: Pick<ImportRequest, "idempotencyKey" | "fingerprint">,
): ImportRequest {
  if (!["failed", "cancelled", "complete_with_rejects"].includes(job.state)) throw nothingToRetry(job);
  const { tenantId, importerId } = job;
  return {
    ...{ tenantId, requestedBy, importerId, entity: job.entity, source: { retryOf: job } },
    ...(job.package !== null && { package: job.package }),
    ...ownMapping(job),
    ...optionsOf(job),
    ...asked,
  };
}

/** The mapping that a job's package contained for it, also if the job is a retry; empty if there is none. */
export function ownMapping({ mapping }: JobRow): Pick<ImportRequest, "mapping"> {
  return mapping?.version === ownMappingVersion ? { mapping } : {};
}

function nothingToRetry({ state }: JobRow): JobStateError {
  const hint = "A job that failed, was cancelled, or has rejected rows can be tried again.";
  return new JobStateError(state, `The job is ${state}: there is nothing to try again.`, hint);
}
