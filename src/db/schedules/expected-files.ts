import { sql } from "kysely";
import { shortfallOf } from "../../domain/expectation.js";
import type { ApprovalReason } from "../../domain/hold.js";
import type { Query } from "../database.js";
import type { JobRow } from "../jobs/jobs.js";
import { announce } from "../webhooks/outbox.js";
import { type ScheduleRow, toldSchedule } from "./schedules.js";

const isLate = sql<boolean>`
  late_since is null and not paused and expect ->> 'newFileWithinHours' is not null
  and greatest(coalesce(new_file_at, created_at), failures_since)
    < now() - (expect ->> 'newFileWithinHours')::integer * interval '1 hour'`;

/** Returns the ids of schedules that are late, and for which no event was sent yet. */
export async function lateSchedules(db: Query, limit: number): Promise<string[]> {
  const late = await db.selectFrom("schedule").select("id").where(isLate).limit(limit).execute();
  return late.map(({ id }) => id);
}

/** Marks a schedule as late and creates the event, unless another process did so first or a file has arrived. */
export async function announceLate(trx: Query, id: string): Promise<void> {
  const late = await trx
    .updateTable("schedule")
    .set({ lateSince: sql`now()` })
    .where("id", "=", id)
    .where(isLate)
    .returningAll()
    .executeTakeFirst();
  if (late) await announce(trx, { tenantId: late.tenantId, type: "delivery.late", data: toldLate(late) });
}

function toldLate(schedule: ScheduleRow) {
  const { newFileAt, expect } = schedule;
  const newFileWithinHours = expect?.newFileWithinHours ?? null;
  return { ...toldSchedule(schedule), newFileAt: newFileAt?.toISOString() ?? null, newFileWithinHours };
}

/**
 * Returns why the file of a scheduled import, or of a retry of one, is too small. Empty if the file is large enough or
 * nothing is expected.
 */
export async function scheduleShortfall(db: Query, { fileOf, rowsTotal }: JobRow): Promise<ApprovalReason[]> {
  if (fileOf === null) return [];
  const schedule = await db
    .selectFrom("schedule")
    .select(["expect", rowsOfLastFile.as("before")])
    .where("id", "=", fileOf)
    .where("expect", "is not", null)
    .executeTakeFirst();
  return schedule?.expect ? shortfallOf(schedule.expect, { rows: rowsTotal ?? 0, before: schedule.before }) : [];
}

/** The number of rows in a schedule's last imported file; null if no file was imported. */
const rowsOfLastFile = sql<number | null>`(
  select rows_total from job
  where file_of = schedule.id and not dry_run and state in ('complete', 'complete_with_rejects')
  order by created_at desc limit 1
)`;
