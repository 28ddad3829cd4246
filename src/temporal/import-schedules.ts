import {
  Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from "@temporalio/client";
import { msNumberToTs, requiredTsToMs } from "@temporalio/common/lib/time.js";
import { importWorkflowType, type ScheduledStart, scheduledWorkflowId } from "../../workflows/contract.js";
import { DomainError } from "../domain/errors.js";
import { fileName } from "../domain/import-input.js";
import { markdownText } from "../domain/markdown-text.js";
import type { ScheduleDefinition } from "../domain/schedule-definition.js";
import { scheduledStartSchema } from "../domain/schedule-definition.js";
import { openConnection, type TemporalTarget } from "./connection.js";
import { attributesOf, isOutage } from "./import-workflows.js";

/** A schedule as Temporal has it. */
export interface ScheduleAtTemporal {
  /** The import and its times; null if the schedule was changed at Temporal in a way that Bulkhead cannot express. */
  readonly definition: ScheduleDefinition | null;
  readonly paused: boolean;
  readonly note: string | null;
  /** The next times, jitter included, whether it is paused or not. */
  readonly next: readonly Date[];
  /**
   * `overlaps`: how many times were skipped because the previous run was open. `missed`: how many were not started in
   * time.
   */
  readonly overlaps: number;
  readonly missed: number;
}

/** The port to the schedules of imports. Every call throws `TEMPORAL_UNAVAILABLE` while Temporal cannot be reached. */
export interface ImportSchedules {
  /** Creates a schedule. Throws `INVALID_SCHEDULE` if Temporal cannot parse the times, or none will ever come. */
  create(definition: ScheduleDefinition, state: { readonly paused: boolean; readonly note: string }): Promise<void>;
  /** Changes a schedule. Throws `INVALID_SCHEDULE` like `create`; the schedule then stays as it was. */
  change(definition: ScheduleDefinition, former: ScheduleDefinition): Promise<void>;
  /** Removes a schedule; does nothing if it does not exist. */
  remove(id: string): Promise<void>;
  pause(id: string, note: string): Promise<void>;
  resume(id: string, note: string): Promise<void>;
  /** Describes a schedule; null if Temporal has none of this id. */
  look(id: string): Promise<ScheduleAtTemporal | null>;
  /** Returns the times of a schedule in a span, as many as Temporal returns in one call. */
  timesBetween(id: string, after: Date, until: Date): Promise<Date[]>;
  /** Returns the ids of all schedules. */
  list(): Promise<string[]>;
  close(): Promise<void>;
}

export interface ImportScheduleOptions {
  readonly target: TemporalTarget;
  readonly taskQueue: string;
  readonly searchAttributes: boolean;
}

const deadline = 3_000;

export function connectSchedules({ target, taskQueue, searchAttributes }: ImportScheduleOptions): ImportSchedules {
  const connection = openConnection(target);
  const client = new Client({ connection, namespace: target.namespace });
  const prefix = `bulkhead-import-${taskQueue}-`;
  const handleOf = (id: string) => client.schedule.getHandle(`${prefix}${id}`);

  async function ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await client.withDeadline(Date.now() + deadline, call);
    } catch (error) {
      if (isOutage(error)) throw temporalUnavailable();
      throw error;
    }
  }

  /**
   * Writes a schedule with search attributes, or without them if the cluster does not know them: a schedule without
   * attributes is better than none.
   */
  async function within(attributes: boolean, write: (attributes: boolean) => Promise<unknown>): Promise<void> {
    try {
      await ask(() => write(attributes));
    } catch (error) {
      // The SDK reports the server's INVALID_ARGUMENT as a `TypeError`.
      if (!(error instanceof TypeError)) throw error;
      if (attributes) return within(false, write);
      throw invalidSchedule();
    }
  }

  function options(definition: ScheduleDefinition, attributes: boolean) {
    return optionsOf(definition, { scheduleId: `${prefix}${definition.id}`, taskQueue, attributes });
  }

  async function create(definition: ScheduleDefinition, state: { paused: boolean; note: string }): Promise<void> {
    await within(searchAttributes, (attributes) =>
      client.schedule.create({ ...options(definition, attributes), state }),
    )
      // An attempt whose answer was lost has created the schedule.
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      });
    if ((await look(definition.id))?.next.length !== 0) return;
    await remove(definition.id);
    throw invalidSchedule();
  }

  async function change(definition: ScheduleDefinition, former: ScheduleDefinition): Promise<void> {
    await update(definition);
    if ((await look(definition.id))?.next.length !== 0) return;
    await update(former);
    throw invalidSchedule();
  }

  async function update(definition: ScheduleDefinition): Promise<void> {
    await within(searchAttributes, (attributes) => {
      const { spec, action, policies } = options(definition, attributes);
      return handleOf(definition.id).update((now) => ({ ...now, spec, action, policies }));
    }).catch(lost);
  }

  async function remove(id: string): Promise<void> {
    await ask(() => handleOf(id).delete()).catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
  }

  async function look(id: string): Promise<ScheduleAtTemporal | null> {
    try {
      return lookedAt(await ask(() => handleOf(id).describe()));
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return null;
      throw error;
    }
  }

  async function timesBetween(id: string, after: Date, until: Date): Promise<Date[]> {
    const { startTime } = await ask(() =>
      connection.workflowService.listScheduleMatchingTimes({
        namespace: target.namespace,
        scheduleId: `${prefix}${id}`,
        startTime: msNumberToTs(after.getTime()),
        endTime: msNumberToTs(until.getTime()),
      }),
    );
    return startTime.map((time) => new Date(requiredTsToMs(time, "startTime")));
  }

  async function list(): Promise<string[]> {
    const ids: string[] = [];
    await ask(async () => {
      for await (const { scheduleId } of client.schedule.list()) {
        const id = scheduleId.slice(prefix.length);
        if (scheduleId.startsWith(prefix) && /^[0-9a-f-]{36}$/.test(id)) ids.push(id);
      }
    });
    return ids;
  }

  return {
    ...{ create, change, remove, look, timesBetween, list },
    pause: (id, note) => ask(() => handleOf(id).pause(note)).catch(lost),
    resume: (id, note) => ask(() => handleOf(id).unpause(note)).catch(lost),
    close: () => connection.close(),
  };
}

interface Naming {
  readonly scheduleId: string;
  readonly taskQueue: string;
  readonly attributes: boolean;
}

/** Temporal converts the cron to a calendar. The text after the number sign is stored unchanged as its comment. */
function optionsOf(definition: ScheduleDefinition, { scheduleId, taskQueue, attributes }: Naming) {
  const { id, tenantId, entity, assetPath, cron, everySeconds, timeZone: timezone } = definition;
  const start: ScheduledStart = { schedule: definition, searchAttributes: attributes };
  return {
    scheduleId,
    spec: {
      ...(cron === null ? {} : { cronExpressions: [`${cron} # ${cron}`] }),
      ...(everySeconds === null ? {} : { intervals: [{ every: everySeconds * 1_000 }] }),
      jitter: definition.jitterSeconds * 1_000,
      timezone,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: definition.catchUpSeconds * 1_000 },
    action: {
      type: "startWorkflow" as const,
      workflowType: importWorkflowType,
      workflowId: scheduledWorkflowId(id),
      taskQueue,
      args: [start],
      staticSummary: `${definition.dryRun ? "dry run" : "import"} of ${entity} from ${markdownText(fileName(assetPath))}`,
      // The default priority is between those of large and small imports, since the file's size is not known yet. The
      // SDK sends it, although its type does not declare it.
      priority: { fairnessKey: tenantId },
      ...(attributes ? { typedSearchAttributes: attributesOf(definition) } : {}),
    },
  };
}

/**
 * Converts Temporal's description. Times come from the schedule's spec and policies, all else from the workflow's
 * input.
 */
function lookedAt({ spec, action, policies, state, info }: ScheduleDescription): ScheduleAtTemporal {
  const parsed = scheduledStartSchema.safeParse(action.args?.[0]);
  const times = {
    cron: spec.calendars?.length === 1 ? (spec.calendars[0]?.comment ?? null) : null,
    everySeconds: spec.intervals?.length === 1 ? Number(spec.intervals[0]?.every) / 1_000 : null,
    timeZone: spec.timezone ?? "UTC",
    jitterSeconds: Math.round((spec.jitter ?? 0) / 1_000),
    catchUpSeconds: Math.round(policies.catchupWindow / 1_000),
  };
  // The Temporal UI and command line can set more than Bulkhead can express: several times, fractions of a second.
  const isOurs =
    parsed.success &&
    (times.cron === null) !== (times.everySeconds === null) &&
    Number.isInteger(times.everySeconds ?? 0);
  return {
    definition: isOurs ? { ...parsed.data.schedule, ...times } : null,
    paused: state.paused,
    note: state.note ? state.note : null,
    next: info.nextActionTimes,
    overlaps: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
  };
}

function lost(error: unknown): never {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
  const hint = "Ask the operator: bulkhead doctor --heal makes it again.";
  throw new DomainError("SCHEDULE_NOT_FOUND", "Temporal no longer knows this schedule.", hint);
}

function temporalUnavailable(): DomainError {
  return new DomainError(
    "TEMPORAL_UNAVAILABLE",
    "Temporal does not answer at the moment.",
    "Try again in some seconds.",
  );
}

function invalidSchedule(): DomainError {
  const hint = "Send a cron of five parts, a time zone by its IANA name, and times that will come.";
  return new DomainError("INVALID_SCHEDULE", "Nothing would ever start at these times.", hint);
}
