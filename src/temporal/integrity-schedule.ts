import {
  Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from "@temporalio/client";
import { integrityWorkflowType } from "../../workflows/contract.js";
import type { Config } from "../config.js";
import { openConnection, type TemporalTarget } from "./connection.js";

const deadline = 5_000;

/**
 * Sees to it that the full global validation runs at the configured times; every worker does so at its start, and the
 * last one to start decides. Throws where Temporal does not answer.
 */
export async function ensureIntegritySchedule(target: TemporalTarget, config: Config): Promise<void> {
  const { taskQueue, integrityCron } = config;
  const connection = openConnection(target);
  const client = new Client({ connection, namespace: target.namespace });
  const options: ScheduleOptions = {
    scheduleId: `bulkhead-integrity-${taskQueue}`,
    spec: { cronExpressions: [integrityCron ?? ""], timezone: "UTC" },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: "1 hour" },
    action: {
      type: "startWorkflow",
      workflowType: integrityWorkflowType,
      workflowId: `integrity-${taskQueue}`,
      taskQueue,
    },
  };
  try {
    await client.withDeadline(Date.now() + deadline, () => (integrityCron === null ? remove() : createOrUpdate()));
  } finally {
    await connection.close();
  }

  async function createOrUpdate(): Promise<void> {
    try {
      await client.schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = options;
      await client.schedule
        .getHandle(options.scheduleId)
        .update((now) => ({ ...now, spec, action, ...(policies && { policies }) }));
    }
  }

  async function remove(): Promise<void> {
    await client.schedule
      .getHandle(options.scheduleId)
      .delete()
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      });
  }
}
