import { ApplicationFailure } from "@temporalio/common";
import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setWorkflowOptions,
  workflowInfo,
} from "@temporalio/workflow";
import type { DeliveredEvent, WebhookActivities } from "../activities/contract.js";
import { webhookTaskQueue } from "../src/domain/task-queues.js";
import type { DeliveryInput } from "./contract.js";

/** Delivers one event to one webhook, and tries again for days; red where it gives up. */
export async function deliverEventWorkflow({ deliveryId }: DeliveryInput): Promise<DeliveredEvent> {
  const { deliverEvent, abandonDelivery } = proxyActivities<WebhookActivities>({
    taskQueue: webhookTaskQueue(workflowInfo().taskQueue),
    // An attempt ends by itself after half a minute, and a lost one is noticed soon after.
    startToCloseTimeout: "45 seconds",
    // Between attempts lies what each failure says; this is for outages of the database and for lost attempts.
    retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "1 minute" },
  });
  const delivered = await deliverEvent
    .executeWithOptions({ summary: "send the event" }, [deliveryId])
    .catch(async (error: unknown) => {
      const code = isCancellation(error) ? "CANCELLED" : "INTERNAL_ERROR";
      await CancellationScope.nonCancellable(() => abandonDelivery(deliveryId, code));
      throw error;
    });
  const answer = "answer" in delivered ? `: \`${delivered.answer}\`` : "";
  setCurrentDetails(`**${delivered.outcome}**${answer}`);
  if (delivered.outcome === "failed") throw ApplicationFailure.nonRetryable(`not delivered${answer}`, "NOT_DELIVERED");
  return delivered;
}

// A delivery may last for days; a pinned one would keep the workers of its build that long. Temporal refuses the tasks
// of a workflow that has a behaviour on a worker that has no build.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: "AUTO_UPGRADE" } : {}),
  deliverEventWorkflow,
);
