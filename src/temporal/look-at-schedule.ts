import type { Query } from "../db/database.js";
import { recordSkipped, runsBetween } from "../db/schedule-runs.js";
import { lockSchedule, mirrorPause, noteLook, type ScheduleRow } from "../db/schedules.js";
import type { Deps } from "../deps.js";
import type { ImportSchedules, ScheduleAtTemporal } from "./import-schedules.js";

/** Of a long outage only the newest times are recorded one by one. */
const mostRecorded = 100;
/** As many times as Temporal tells at once. */
const mostTimes = 900;
/** A workflow ends a moment after its job. */
const afterJobMs = 2_000;

/**
 * Compares a schedule with Temporal, which owns it: keeps whether it is paused, and records the times that were left
 * out. Of these Temporal only counts how many there were; which they were follows from its times and from the runs that
 * are recorded. Null where Temporal has none of this id.
 */
export async function lookAtSchedule(
  { db }: Pick<Deps, "db">,
  schedules: ImportSchedules,
  id: string,
): Promise<ScheduleAtTemporal | null> {
  const until = new Date();
  const seen = await schedules.look(id);
  if (seen === null) return null;
  await db.transaction({ name: "look at schedule" }, async ({ trx }) => {
    const row = await lockSchedule(trx, id);
    if (!row) return;
    if (row.paused !== seen.paused || row.note !== seen.note) await mirrorPause(trx, id, seen);
    const [overlaps, missed] = [seen.overlaps - row.overlapsSeen, seen.missed - row.missedSeen];
    if (overlaps > 0 || missed > 0) await recordTimes(trx, schedules, row, { until, overlaps, missed });
    await noteLook(trx, id, {
      // Somebody who looked later may have been here before.
      overlapsSeen: Math.max(seen.overlaps, row.overlapsSeen),
      missedSeen: Math.max(seen.missed, row.missedSeen),
      lookedAt: until,
    });
  });
  return seen;
}

interface LeftOut {
  readonly until: Date;
  readonly overlaps: number;
  readonly missed: number;
}

async function recordTimes(
  trx: Query,
  schedules: ImportSchedules,
  row: ScheduleRow,
  { until, overlaps, missed }: LeftOut,
): Promise<void> {
  const jitterMs = row.jitterSeconds * 1_000;
  // A time that was due before the last look can have been given up only since.
  const lookedBefore = row.lookedAt.getTime() - (row.catchUpSeconds + row.jitterSeconds + 60) * 1_000;
  const from = new Date(Math.max(lookedBefore, until.getTime() - mostTimes * (row.everySeconds ?? 60) * 1_000));
  const runs = await runsBetween(trx, row.id, new Date(from.getTime() - jitterMs));
  const isRecorded = (time: number) => runs.some(({ at }) => at.getTime() <= time && time <= at.getTime() + jitterMs);
  const isBusy = (time: number) =>
    runs.some(
      ({ startedAt, finishedAt }) =>
        startedAt && startedAt.getTime() <= time && time <= (finishedAt?.getTime() ?? time) + afterJobMs,
    );
  const times = (await schedules.timesBetween(row.id, from, until))
    .map((time) => time.getTime())
    .filter((time) => !isRecorded(time))
    .sort((a, b) => b - a);
  const busy = [...times.filter(isBusy), ...times.filter((time) => !isBusy(time))].slice(0, overlaps);
  const idle = times.filter((time) => !busy.includes(time)).slice(0, missed);
  await recordSkipped(trx, row.id, "overlap", padded(busy, overlaps, until));
  await recordSkipped(trx, row.id, "missed", padded(idle, missed, until));
}

/** A run that Temporal's own page asked for has no time of the schedule: it is recorded for now. */
function padded(times: readonly number[], count: number, now: Date): Date[] {
  const most = Math.min(count, mostRecorded);
  return Array.from({ length: most }, (_, at) => new Date(times[at] ?? now.getTime()));
}
