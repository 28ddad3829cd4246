import { unfinishedSchedules } from "../../db/leases.js";
import { announceLate, lateSchedules } from "../../db/schedules/expected-files.js";
import { claimUnlooked } from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import type { ImportSchedules } from "../../temporal/import-schedules.js";
import { finishScheduleChange } from "../schedules/follow-schedule.js";
import { lookAtSchedule } from "../schedules/look-at-schedule.js";
import { pauseIfFailing } from "../schedules/pause-failing.js";
import { BackgroundLoop } from "./background-loop.js";

export interface ScheduleWatch {
  /** Called when an import of the schedule failed: the schedule may have to be paused at once. */
  runFailed(scheduleId: string): void;
  stop(): Promise<void>;
}

const everyMs = 5_000;
/** How often a schedule is compared with Temporal. */
const lookMs = 30_000;
const atOnce = 20;

/**
 * Watches schedules in a loop of every HTTP and worker process. It announces late schedules, finishes changes that
 * stopped half-way, compares schedules with Temporal, and pauses schedules that fail.
 */
export function watchSchedules(deps: Deps, schedules: ImportSchedules): ScheduleWatch {
  const { query } = deps.db;
  const options = { log: deps.log, faultMessage: "the schedules could not be looked at", everyMs };
  const loop = new BackgroundLoop(options, async (rounds) => {
    await rounds.forEach(await lateSchedules(query, atOnce), (id) =>
      deps.db.transaction({ name: "late schedule" }, ({ trx }) => announceLate(trx, id)),
    );
    await rounds.forEach(await unfinishedSchedules(query), (id) => finishScheduleChange(deps, schedules, id));
    await rounds.forEach(await claimUnlooked(query, lookMs, atOnce), async (id) => {
      await lookAtSchedule(deps, schedules, id);
      await pauseIfFailing(deps, schedules, id);
    });
  });
  return {
    runFailed: (scheduleId) => loop.start(() => pauseIfFailing(deps, schedules, scheduleId)),
    stop: () => loop.stop(),
  };
}
