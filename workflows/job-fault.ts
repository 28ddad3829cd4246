import { ActivityFailure, ApplicationFailure } from "@temporalio/workflow";
import type { JobError } from "../src/domain/job.js";

/**
 * Returns the fault that ends the job; null if the job has already ended, or if a failure carries no fault. Throws any
 * unforeseen error, which halts the workflow task.
 */
export function jobError(error: unknown): JobError | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) throw error;
  if (cause.type === "JOB_ENDED") return null;
  const [details] = cause.details ?? [];
  return isJobError(details) ? details : null;
}

function isJobError(value: unknown): value is JobError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

export function failure(error: JobError | null): ApplicationFailure {
  const failed = ApplicationFailure.nonRetryable(error?.message ?? "the job failed", error?.code ?? "INTERNAL_ERROR");
  failed.stack = ""; // the fault lies in the file or the request, not at a line of this code
  return failed;
}
