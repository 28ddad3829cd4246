import { Context } from "@temporalio/activity";
import { ApplicationFailure, TemporalFailure } from "@temporalio/common";
import { databaseErrorCode, isUnavailable } from "../src/db/database-errors.js";
import { DomainError, type ErrorCode } from "../src/domain/errors.js";
import type { JobError } from "../src/domain/job.js";
import { JobEnded } from "./pipeline/import-step.js";

/**
 * How often a step may meet a fault that is no outage. Then the fault is a defect, and the job fails instead of
 * hanging.
 */
const attemptsForDefects = 5;
/**
 * How many steps are counted before all counts are deleted. Few steps meet a defect; this frees the counts of steps
 * that another worker took over.
 */
const mostCounted = 1_000;

/** Counts the defects that this worker met in each step. Attempts that an outage ended do not count. */
export class DefectCounts {
  private readonly met = new Map<string, number>();

  /** Counts one more defect of the running step, and returns how many it has met. */
  add(): number {
    const { workflowExecution, activityId } = Context.current().info;
    const step = [workflowExecution?.workflowId, workflowExecution?.runId, activityId].join(" ");
    const count = (this.met.get(step) ?? 0) + 1;
    if (this.met.size >= mostCounted) this.met.clear();
    this.met.set(step, count);
    return count;
  }
}

/**
 * Returns the failure that Temporal gets for an error. A fault of the file or the job is final. An outage is retried
 * without end, a defect a few times. Messages of drivers and parsers can quote cells, so only codes and names pass.
 */
export function toFailure(error: unknown, defects: DefectCounts): Error {
  if (error instanceof TemporalFailure) return error;
  if (error instanceof JobEnded) return withoutStack(ApplicationFailure.nonRetryable(error.message, "JOB_ENDED"));
  if (error instanceof DomainError && !isUnavailable(error)) return domainFailure(error);
  const { cancellationSignal } = Context.current();
  if (cancellationSignal.aborted && cancellationSignal.reason instanceof Error) return cancellationSignal.reason;
  const summary = describe(error);
  if (isUnavailable(error)) return withoutStack(ApplicationFailure.retryable(summary, "UNAVAILABLE"));
  if (defects.add() < attemptsForDefects) return ApplicationFailure.retryable(summary, "DEFECT");
  return domainFailure(
    new DomainError("INTERNAL_ERROR", `A step met an error that should not happen: ${summary}.`, reportHint),
  );
}

const reportHint = "The worker's log and the workflow in the Temporal UI show where; please report it.";

function domainFailure({ code, message, hint, line }: DomainError): ApplicationFailure {
  const details: JobError = { code, message, hint, line };
  return withoutStack(
    ApplicationFailure.create({ message, type: code satisfies ErrorCode, nonRetryable: true, details: [details] }),
  );
}

/** Removes the stack. Which line noticed a fault of a file, or an outage, does not help an operator. */
function withoutStack(failure: ApplicationFailure): ApplicationFailure {
  failure.stack = "";
  return failure;
}

/** Returns the kind of an error and its place in the code. The message is included only for a `DomainError`. */
function describe(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  const code = databaseErrorCode(error);
  if (code) return `database error ${code}`;
  if (!(error instanceof Error)) return "a thrown value";
  const frame = error.stack?.split("\n").find((line) => line.startsWith("    at "));
  const place = frame?.match(/([\w.-]+\.[jt]s:\d+)/)?.[1];
  // A code of the operating system, such as EACCES.
  const systemCode = "code" in error && /^E[A-Z0-9]+$/.test(String(error.code)) ? ` ${error.code}` : "";
  return `${error.name}${systemCode}${place ? ` at ${place}` : ""}`;
}
