import { ActivityFailure, defineSearchAttributeKey } from "@temporalio/common";
import { isCancellation, proxyActivities, setCurrentDetails, workflowInfo } from "@temporalio/workflow";
import type { AcceptedRun, ScheduleActivities } from "../activities/contract.js";
import { sourceTaskQueue } from "../src/domain/task-queues.js";
import type { ScheduledStart } from "./contract.js";
import { heartbeatTimeout, quickPriority } from "./step-retry.js";

// The timeout is short, like the step: an attempt that a restarting server lost delays the times that come after it.
const { acceptRun } = proxyActivities<ScheduleActivities>({
  startToCloseTimeout: "15 seconds",
  priority: quickPriority,
  retry: { initialInterval: "500 milliseconds", backoffCoefficient: 2, maximumInterval: "15 seconds" },
});

/** Set by Temporal on each workflow that a schedule starts. */
const scheduledTime = defineSearchAttributeKey("TemporalScheduledStartTime", "DATETIME");

const reasons = {
  unchanged: "The asset is the one that was imported last.",
  overlap: "The import before is still open.",
  paused: "Too many imports failed in a row: the schedule is being paused.",
} as const;

/** Accepts the job of a scheduled import, since no request did (section D 1). */
export async function acceptScheduled({ schedule }: ScheduledStart): Promise<AcceptedRun> {
  const { workflowId, firstExecutionRunId: firstRunId, startTime, typedSearchAttributes } = workflowInfo();
  const at = (typedSearchAttributes.get(scheduledTime) ?? startTime).toISOString();
  const unchanged = await unchangedSource(schedule);
  const run = { schedule, workflowId, firstRunId, at, ...(unchanged !== null && { unchanged }) };
  const accepted = await acceptRun.executeWithOptions({ summary: `accept the run of ${at}` }, [run]);
  if ("skipped" in accepted) {
    setCurrentDetails(`### ${schedule.name}\n**${accepted.skipped}**: ${reasons[accepted.skipped]}`);
  }
  return accepted;
}

/**
 * Returns the id of the job that imported the current version of the schedule's source; null if the source has another
 * version. Also null if the check fails: the file is then downloaded, and the download reports the fault.
 */
async function unchangedSource(schedule: ScheduledStart["schedule"]): Promise<string | null> {
  if (!schedule.sourceUrl) return null;
  const { lookAtSource } = proxyActivities<ScheduleActivities>({
    scheduleToCloseTimeout: "5 minutes",
    startToCloseTimeout: "1 minute",
    heartbeatTimeout,
    taskQueue: sourceTaskQueue(workflowInfo().taskQueue),
  });
  try {
    const seen = await lookAtSource.executeWithOptions({ summary: "ask whether the file has changed" }, [schedule]);
    return seen.unchanged;
  } catch (error) {
    if (error instanceof ActivityFailure && !isCancellation(error)) return null;
    throw error;
  }
}
