import { DomainError } from "./errors.js";
import type { JobState } from "./job.js";

/** What was asked of a job makes no sense in the state that it truly is in. */
export class JobStateError extends DomainError {
  constructor(
    readonly state: JobState,
    message: string,
    hint: string,
  ) {
    super("WRONG_JOB_STATE", message, hint);
  }
}
