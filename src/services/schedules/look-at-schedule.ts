import { isDeepStrictEqual } from "node:util";
import type { Query } from "../../db/database.js";
import { isLeased } from "../../db/leases.js";
import { recordInferred, runsBetween } from "../../db/schedules/schedule-runs.js";
import {
  findSchedule,
  lockSchedule,
  mirrorPause,
  noteLook,
  type ScheduleRow,
  toldSchedule,
} from "../../db/schedules/schedules.js";
import { announce } from "../../db/webhooks/outbox.js";
import type { Deps } from "../../deps.js";
import type { ImportSchedules, ScheduleAtTemporal } from "../../temporal/import-schedules.js";

/** After a long outage only the newest times are recorded one by one. */
const mostRecorded = 100;
/** How many times Temporal returns at once. */
const mostTimes = 900;
/** A workflow ends a moment after its job. */
const afterJobMs = 2_000;

/**
 * Compares a schedule with Temporal, which owns it: stores whether it is paused, and records the runs that Temporal
 * skipped. Temporal only counts skipped runs; their times follow from the schedule's times and from the recorded runs.
 * Temporal is read before the transaction. If the row changed in between, or a change is under way, nothing is stored,
 * and the next comparison sees more. Null if Temporal has no schedule of this id.
 */
export async function lookAtSchedule(
  { db }: Pick<Deps, "db">,
  schedules: ImportSchedules,
  id: string,
): Promise<ScheduleAtTemporal | null> {
  const until = new Date();
  const row = await findSchedule(db.query, id);
  const seen = await schedules.look(id);
  if (seen === null || !row) return seen;
  const [overlaps, missed] = [seen.overlaps - row.overlapsSeen, seen.missed - row.missedSeen];
  const from = earliestLeftOut(row, until);
  const times = overlaps > 0 || missed > 0 ? await schedules.timesBetween(id, from, until) : [];
  await db.transaction({ name: "look at schedule" }, async ({ trx }) => {
    const current = await lockSchedule(trx, id);
    if (!current || !isSame(current, row) || (await isLeased(trx, ["schedule", id]))) return;
    if (row.paused !== seen.paused || row.note !== seen.note) await mirrorPause(trx, id, seen);
    if (overlaps > 0 || missed > 0) await recordTimes(trx, row, { from, until, overlaps, missed, times });
    await noteLook(trx, id, {
      overlapsSeen: Math.max(seen.overlaps, row.overlapsSeen),
      missedSeen: Math.max(seen.missed, row.missedSeen),
      lookedAt: until,
    });
  });
  return seen;
}

/** Whether the rows are equal except for `checkedAt`, which a process sets when it claims the schedule. */
function isSame(row: ScheduleRow, before: ScheduleRow): boolean {
  return isDeepStrictEqual({ ...row, checkedAt: null }, { ...before, checkedAt: null });
}

interface LeftOut {
  readonly from: Date;
  readonly until: Date;
  readonly overlaps: number;
  readonly missed: number;
  /** The schedule's times in the span. */
  readonly times: readonly Date[];
}

/**
 * The earliest time that may have been skipped since the last comparison: a time that was due before it may have been
 * given up only afterwards.
 */
function earliestLeftOut(row: ScheduleRow, until: Date): Date {
  const lookedBefore = row.lookedAt.getTime() - (row.catchUpSeconds + row.jitterSeconds + 60) * 1_000;
  return new Date(Math.max(lookedBefore, until.getTime() - mostTimes * (row.everySeconds ?? 60) * 1_000));
}

async function recordTimes(
  trx: Query,
  row: ScheduleRow,
  { from, until, overlaps, missed, times: all }: LeftOut,
): Promise<void> {
  const jitterMs = row.jitterSeconds * 1_000;
  const runs = await runsBetween(trx, row.id, new Date(from.getTime() - jitterMs));
  const isRecorded = (time: number) => runs.some(({ at }) => at.getTime() <= time && time <= at.getTime() + jitterMs);
  const isBusy = (time: number) =>
    runs.some(
      ({ startedAt, finishedAt }) =>
        startedAt && startedAt.getTime() <= time && time <= (finishedAt?.getTime() ?? time) + afterJobMs,
    );
  const times = all
    .map((time) => time.getTime())
    .filter((time) => !isRecorded(time))
    .sort((a, b) => b - a);
  const busy = [...times.filter(isBusy), ...times.filter((time) => !isBusy(time))].slice(0, overlaps);
  const idle = times.filter((time) => !busy.includes(time)).slice(0, missed);
  await recordInferred(trx, row.id, "overlap", padded(busy, overlaps, until));
  const given = padded(idle, missed, until);
  await recordInferred(trx, row.id, "missed", given);
  if (given.length > 0) await announceMissed(trx, row, { count: missed, times: given });
}

async function announceMissed(
  trx: Query,
  row: ScheduleRow,
  { count, times }: { readonly count: number; readonly times: readonly Date[] },
): Promise<void> {
  const last = new Date(Math.max(...times.map((time) => time.getTime())));
  const data = { ...toldSchedule(row), count, last: last.toISOString() };
  await announce(trx, { tenantId: row.tenantId, type: "schedule.missed", data });
}

/**
 * Returns `count` times, at most `mostRecorded`. A run that was started on Temporal's own page has no time of the
 * schedule: the current time stands for it.
 */
function padded(times: readonly number[], count: number, now: Date): Date[] {
  const most = Math.min(count, mostRecorded);
  return Array.from({ length: most }, (_, at) => new Date(times[at] ?? now.getTime()));
}
