import { Context } from "@temporalio/activity";
import { ApplicationFailure, TemporalFailure } from "@temporalio/common";
import { databaseErrorCode, isUnavailable } from "../src/db/database-errors.js";
import { DomainError, type ErrorCode } from "../src/domain/errors.js";
import type { JobError } from "../src/domain/job.js";
import { JobEnded } from "./pipeline/import-step.js";

/** So often a step may meet a fault that is no outage; then it is a defect, and the job fails instead of hanging. */
const attemptsForDefects = 5;
/** Steps that met a defect are few; those that another worker took over since are forgotten at some time. */
const mostCounted = 1_000;

/** Counts the defects that this worker met in each step. Attempts that an outage ended do not count. */
export class DefectCounts {
  private readonly met = new Map<string, number>();

  /** How often the running step has met one by now, with this one. */
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
 * The failure that Temporal gets for an error. A fault of the file or the job is final; an outage is retried without
 * end; a defect is retried a few times. Messages of drivers and parsers can quote cells, so only codes and names pass.
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

/** Where our code noticed a fault of a file, or an outage, tells an operator nothing. */
function withoutStack(failure: ApplicationFailure): ApplicationFailure {
  failure.stack = "";
  return failure;
}

/** The kind of an error and where it came from, without its message, unless that is ours. */
function describe(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  const code = databaseErrorCode(error);
  if (code) return `database error ${code}`;
  if (!(error instanceof Error)) return "a thrown value";
  const frame = error.stack?.split("\n").find((line) => line.startsWith("    at "));
  const place = frame?.match(/([\w.-]+\.[jt]s:\d+)/)?.[1];
  // The operating system's, such as EACCES.
  const systemCode = "code" in error && /^E[A-Z0-9]+$/.test(String(error.code)) ? ` ${error.code}` : "";
  return `${error.name}${systemCode}${place ? ` at ${place}` : ""}`;
}
