import {
  Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from "@temporalio/client";
import { cleanupWorkflowType, integrityWorkflowType } from "../../workflows/contract.js";
import type { Config } from "../config.js";
import { openConnection, type TemporalTarget } from "./connection.js";

const deadline = 5_000;
/**
 * The longest time of a run. A run that halts at a deploy, because it has the steps of the previous version, must not
 * block later runs forever.
 */
const longestRunMs = 86_400_000;

/** A workflow that maintains the store at the times of a setting. */
export interface MaintenanceSchedule {
  readonly id: string;
  readonly setting: string;
  /** Null: never. */
  readonly cron: string | null;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
}

export function maintenanceSchedules({ taskQueue, integrityCron, cleanupCron }: Config): MaintenanceSchedule[] {
  const named = (name: string) => ({
    id: `bulkhead-${name}-${taskQueue}`,
    workflowId: `${name}-${taskQueue}`,
    taskQueue,
  });
  return [
    {
      ...named("integrity"),
      setting: "BULKHEAD_INTEGRITY_CRON",
      cron: integrityCron,
      workflowType: integrityWorkflowType,
    },
    { ...named("cleanup"), setting: "BULKHEAD_CLEANUP_CRON", cron: cleanupCron, workflowType: cleanupWorkflowType },
  ];
}

/**
 * Creates or updates the schedule at Temporal as it is configured, or removes it. Every worker does so at its start;
 * the last one to start decides. Throws if Temporal does not answer.
 */
export async function ensureSchedule(target: TemporalTarget, schedule: MaintenanceSchedule): Promise<void> {
  await withClient(target, (client) => {
    const options = optionsOf(schedule);
    return options === null ? remove(client, schedule) : createOrUpdate(client, options);
  });
}

async function createOrUpdate(client: Client, options: ScheduleOptions): Promise<void> {
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

async function remove(client: Client, { id }: MaintenanceSchedule): Promise<void> {
  await client.schedule
    .getHandle(id)
    .delete()
    .catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
}

/**
 * Returns how the schedule at Temporal differs from the configuration, or that a run does not end; null if there is no
 * fault. Throws if Temporal does not answer.
 */
export async function scheduleFault(
  target: TemporalTarget,
  schedule: MaintenanceSchedule,
  mostOpenMs = longestRunMs,
): Promise<string | null> {
  return withClient(target, async (client) => {
    const found = await client.schedule
      .getHandle(schedule.id)
      .describe()
      .catch((error: unknown) => {
        if (error instanceof ScheduleNotFoundError) return null;
        throw error;
      });
    if (schedule.cron === null) return found && "there, and off in the settings";
    if (found === null) return "missing";
    if (found.state.paused) return "paused";
    if (!isAsConfigured(found, schedule, schedule.cron)) return `other than ${schedule.cron} in the settings`;
    return (await openSince(client, found)).some((since) => Date.now() - since >= mostOpenMs)
      ? "a run is open for too long"
      : null;
  });
}

/** Returns the start times of a schedule's open runs, in milliseconds since 1970. */
async function openSince(client: Client, { info }: ScheduleDescription): Promise<number[]> {
  const runs = info.runningActions.map(({ workflow }) => client.workflow.getHandle(workflow.workflowId).describe());
  return (await Promise.all(runs))
    .filter(({ status }) => status.name === "RUNNING")
    .map(({ startTime }) => startTime.getTime());
}

function isAsConfigured({ spec, action }: ScheduleDescription, schedule: MaintenanceSchedule, cron: string): boolean {
  return (
    spec.calendars?.length === 1 &&
    spec.calendars[0]?.comment === cron &&
    action.workflowType === schedule.workflowType &&
    action.taskQueue === schedule.taskQueue
  );
}

/** Temporal converts the cron to a calendar. The text after the number sign is stored unchanged as its comment. */
function optionsOf({ id, cron, workflowType, workflowId, taskQueue }: MaintenanceSchedule): ScheduleOptions | null {
  if (cron === null) return null;
  return {
    scheduleId: id,
    spec: { cronExpressions: [`${cron} # ${cron}`], timezone: "UTC" },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: "1 hour" },
    action: { type: "startWorkflow", workflowType, workflowId, taskQueue, workflowRunTimeout: longestRunMs },
  };
}

async function withClient<T>(target: TemporalTarget, run: (client: Client) => Promise<T>): Promise<T> {
  const connection = openConnection(target);
  const client = new Client({ connection, namespace: target.namespace });
  try {
    return await client.withDeadline(Date.now() + deadline, () => run(client));
  } finally {
    await connection.close();
  }
}
