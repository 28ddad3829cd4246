import { DomainError } from "./errors.js";
import type { JobState } from "./job.js";

/** A request that a job's current state does not allow. */
export class JobStateError extends DomainError {
  constructor(
    readonly state: JobState,
    message: string,
    hint: string,
  ) {
    super("WRONG_JOB_STATE", message, hint);
  }
}
