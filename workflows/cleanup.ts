import { ActivityFailure, isCancellation, patched, proxyActivities, setCurrentDetails } from "@temporalio/workflow";
import type { MaintenanceActivities } from "../activities/contract.js";
import { type LeftoverKind, leftoverKinds } from "../src/domain/leftover.js";
import type { CleanupResult } from "./contract.js";

const { removeLeftovers } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: "6 hours",
  heartbeatTimeout: "30 seconds",
  retry: { initialInterval: "5 seconds", maximumInterval: "1 minute", maximumAttempts: 5 },
});

/** Removes leftovers, one kind after the other. A kind that cannot be removed does not stop the next. */
export async function cleanupWorkflow(): Promise<CleanupResult> {
  const removed: Partial<Record<LeftoverKind, number>> = {};
  const lines: string[] = [];
  let failure: ActivityFailure | null = null;
  // A cleanup that began under an earlier version has one more kind.
  if (!patched("no-done-marks")) await removeLeftovers("doneMarks");
  for (const { kind, label } of leftoverKinds) {
    if (kind === "auditEvents" && !patched("audit-events-go")) continue;
    if (kind === "webhookDeliveries" && !patched("webhook-deliveries-go")) continue;
    try {
      removed[kind] = await removeLeftovers.executeWithOptions({ summary: label }, [kind]);
      lines.push(`- ${label}: ${removed[kind]}`);
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      failure ??= error;
      lines.push(`- ${label}: not removed, see the step that failed`);
    }
    setCurrentDetails(["### Removed", ...lines].join("\n"));
  }
  if (failure) throw failure;
  return removed;
}
