import type { Logger } from "pino";
import { databaseErrorCode, isUnavailable } from "../../db/database-errors.js";
import { unfinishedSchedules } from "../../db/leases.js";
import { claimUnlooked } from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import type { ImportSchedules } from "../../temporal/import-schedules.js";
import { finishScheduleChange } from "../schedules/follow-schedule.js";
import { lookAtSchedule } from "../schedules/look-at-schedule.js";
import { pauseIfFailing } from "../schedules/pause-failing.js";

export interface ScheduleWatch {
  /** An import of the schedule failed: it may have to be paused at once. */
  runFailed(scheduleId: string): void;
  stop(): Promise<void>;
}

const everyMs = 5_000;
/** How often a schedule is compared with Temporal. */
const lookMs = 30_000;
const atOnce = 20;

/**
 * A small loop in every http and worker process: it finishes changes of schedules that stopped half-way, compares
 * schedules with Temporal, and pauses those that fail.
 */
export function watchSchedules(deps: Deps, schedules: ImportSchedules): ScheduleWatch {
  let stopping = false;
  let wake: () => void = () => undefined;
  const underWay = new Set<Promise<void>>();

  async function round(): Promise<void> {
    await forEach(await unfinishedSchedules(deps.db.query), (id) => finishScheduleChange(deps, schedules, id));
    await forEach(await claimUnlooked(deps.db.query, lookMs, atOnce), async (id) => {
      await lookAtSchedule(deps, schedules, id);
      await pauseIfFailing(deps, schedules, id);
    });
  }

  /** A fault of one schedule keeps no other from its turn. */
  async function forEach(ids: readonly string[], step: (id: string) => Promise<void>): Promise<void> {
    for (const id of ids) {
      if (stopping) return;
      await step(id).catch((error: unknown) => logFault(deps.log, error));
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      await round().catch((error: unknown) => logFault(deps.log, error));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  function runFailed(scheduleId: string): void {
    const pausing = pauseIfFailing(deps, schedules, scheduleId)
      .catch((error: unknown) => logFault(deps.log, error))
      .finally(() => underWay.delete(pausing));
    underWay.add(pausing);
  }

  const running = loop();
  return {
    runFailed,
    stop: async () => {
      stopping = true;
      wake();
      await running;
      await Promise.all(underWay);
    },
  };
}

function logFault(log: Logger, error: unknown): void {
  const name = databaseErrorCode(error) ?? (error instanceof Error ? error.name : "unknown");
  const isOutage = isUnavailable(error) || (error instanceof DomainError && error.code === "TEMPORAL_UNAVAILABLE");
  log[isOutage ? "debug" : "warn"]({ error: name }, "the schedules could not be looked at");
}
