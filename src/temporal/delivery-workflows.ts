import { Client, WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import { type DeliveryInput, deliveryWorkflowId, deliveryWorkflowType } from "../../workflows/contract.js";
import type { DueDelivery } from "../domain/webhooks/delivery.js";
import { openConnection, type TemporalTarget } from "./connection.js";
import { isOutage } from "./import-workflows.js";

/** The port to the workflows that deliver events to webhooks. */
export interface DeliveryWorkflows {
  /** Starts the workflow of a delivery, or finds it started. Returns false while Temporal cannot be reached. */
  start(delivery: DueDelivery): Promise<boolean>;
  close(): Promise<void>;
}

const deadline = 3_000;
/** The priority after all work of imports. Among equal priorities, tenants take turns. */
const priorityKey = 5;

export function connectDeliveries(target: TemporalTarget, taskQueue: string): DeliveryWorkflows {
  const connection = openConnection(target);
  const client = new Client({ connection, namespace: target.namespace });

  async function start({ id, tenantId, restarts }: DueDelivery): Promise<boolean> {
    const input: DeliveryInput = { deliveryId: id };
    try {
      await client.withDeadline(Date.now() + deadline, () =>
        client.workflow.start(deliveryWorkflowType, {
          ...{ workflowId: deliveryWorkflowId(id), taskQueue, args: [input] },
          workflowIdConflictPolicy: restarts ? "TERMINATE_EXISTING" : "USE_EXISTING",
          priority: { priorityKey, fairnessKey: tenantId },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
      if (isOutage(error)) return false;
      throw error;
    }
  }

  return { start, close: () => connection.close() };
}
