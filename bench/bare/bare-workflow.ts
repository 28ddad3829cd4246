import { proxyActivities } from "@temporalio/workflow";

const steps = proxyActivities<Readonly<Record<string, () => Promise<void>>>>({ startToCloseTimeout: "1 minute" });

/** The activities of these names, one after the other: what a workflow costs before it does anything. */
export async function bareWorkflow(activities: readonly string[]): Promise<void> {
  for (const name of activities) await steps[name]?.();
}
