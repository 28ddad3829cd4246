import { ApplicationFailure } from "@temporalio/common";
import type { ActivityInterceptorsFactory } from "@temporalio/worker";
import { validate } from "uuid";
import { findTraceparent } from "../src/db/jobs/jobs.js";
import type { Deps } from "../src/deps.js";
import { inStepSpan, isTraced, markFailed } from "../src/telemetry/spans.js";

/** Failures that are no faults: the attempt waits for its share of the slots, or its job was cancelled or has ended. */
const isNoFault = new Set(["WAITING", "CANCELLED", "JOB_ENDED"]);

/**
 * Counts the failed attempts of activities, and makes each attempt a span of the trace in which its job was accepted.
 */
export function observeAttempts({ db, metrics }: Pick<Deps, "db" | "metrics">): ActivityInterceptorsFactory {
  /** Returns the job's traceparent. Without an SDK that records spans the database is not queried. */
  async function traceparentOf([id]: readonly unknown[]): Promise<string | null> {
    if (!isTraced() || typeof id !== "string" || !validate(id)) return null;
    return findTraceparent(db.query, id).catch(() => null);
  }

  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const activity = info.activityType;
        return inStepSpan(activity, await traceparentOf(input.args), async (span) => {
          span.setAttributes({
            "bulkhead.attempt": info.attempt,
            "bulkhead.workflow": info.workflowExecution?.workflowId,
          });
          try {
            return await next(input);
          } catch (error) {
            const type = error instanceof ApplicationFailure ? (error.type ?? "unknown") : "CANCELLED";
            metrics.stepFailures.inc({ type });
            span.setAttribute("error.type", type);
            if (!isNoFault.has(type)) markFailed(span);
            throw error;
          }
        });
      },
    },
  });
}
