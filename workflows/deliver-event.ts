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

/**
 * Delivers one event to one webhook, with retries for days. Fails if the delivery is given up, so that Temporal shows
 * it.
 */
export async function deliverEventWorkflow({ deliveryId }: DeliveryInput): Promise<DeliveredEvent> {
  const { deliverEvent, abandonDelivery } = proxyActivities<WebhookActivities>({
    taskQueue: webhookTaskQueue(workflowInfo().taskQueue),
    // An attempt ends by itself after 30 s, and a lost attempt is noticed soon after.
    startToCloseTimeout: "45 seconds",
    // Each failure sets the delay before its retry. These values apply to outages of the database and to lost attempts.
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

// A delivery may last for days. A pinned workflow would keep the workers of its build that long. Temporal refuses the
// tasks of a workflow with a versioning behaviour on a worker without a build.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: "AUTO_UPGRADE" } : {}),
  deliverEventWorkflow,
);
