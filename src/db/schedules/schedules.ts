import { type Selectable, sql } from "kysely";
import type { KeyScopes } from "../../domain/key-scopes.js";
import type { ScheduleDefinition } from "../../domain/schedule-definition.js";
import { isWithin } from "../access/within-scopes.js";
import { holdAsset } from "../assets/assets.js";
import { recordAudit } from "../audit/audit-events.js";
import { type CreatedPlace, createdMicroseconds, isOlder } from "../created-order.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import type { ScheduleTable } from "../schema.js";
import { announce } from "../webhooks/outbox.js";
import { auditedSchedule, recordScheduleChange } from "./audited-schedule.js";

export type ScheduleRow = Selectable<ScheduleTable>;

/** Stores a schedule as it is at Temporal (upsert). An existing schedule keeps its tenant and its requester. */
export async function mirrorSchedule(
  trx: Query,
  definition: ScheduleDefinition,
  { paused, note }: Pick<ScheduleRow, "paused" | "note">,
): Promise<ScheduleRow> {
  const { package: definedPackage, expect } = definition;
  const stored = {
    ...definition,
    package: definedPackage && JSON.stringify(definedPackage),
    expect: expect && JSON.stringify(expect),
  };
  const { id, tenantId, requestedBy, ...changeable } = stored;
  const failuresSince = sql<Date>`
    case when schedule.paused and not excluded.paused then now() else schedule.failures_since end`;
  const former = await findSchedule(trx, id);
  // Whether the schedule is late is decided again if its expected hours change, or if it is paused or resumed.
  const lateSince = sql<Date | null>`
    case when schedule.paused = excluded.paused
      and schedule.expect ->> 'newFileWithinHours' is not distinct from excluded.expect ->> 'newFileWithinHours'
    then schedule.late_since end`;
  const kept = await trx
    .insertInto("schedule")
    .values({ ...stored, paused, note, failuresSince: sql<Date>`now()` })
    .onConflict((known) =>
      known.column("id").doUpdateSet({ ...changeable, paused, note, failuresSince, lateSince, updatedAt: sql`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordScheduleChange(trx, former, kept);
  if (paused && former?.paused === false) await announcePause(trx, kept);
  return kept;
}

/** Stores whether a schedule is paused. Failures from before it was resumed do not count. */
export async function mirrorPause(
  trx: Query,
  id: string,
  { paused, note }: Pick<ScheduleRow, "paused" | "note">,
): Promise<void> {
  const failuresSince = sql<Date>`case when paused and not ${paused} then now() else failures_since end`;
  const former = await findSchedule(trx, id);
  const lateSince = sql<Date | null>`case when paused = ${paused} then late_since end`;
  await trx.updateTable("schedule").set({ paused, note, failuresSince, lateSince }).where("id", "=", id).execute();
  if (former) await recordScheduleChange(trx, former, { ...former, paused });
  if (paused && former?.paused === false) await announcePause(trx, former);
}

async function announcePause(trx: Query, schedule: ScheduleRow): Promise<void> {
  await announce(trx, { tenantId: schedule.tenantId, type: "schedule.paused", data: toldSchedule(schedule) });
}

/** The part of an event that describes a schedule. */
export function toldSchedule({ id, entity, importerId }: ScheduleRow) {
  const links = { schedule: `/api/schedules/${id}`, console: `/console/schedules/${id}` };
  return { scheduleId: id, entity, importerId, links };
}

/** Stores until when skipped times are recorded, and how many there are. */
export async function noteLook(
  trx: Query,
  id: string,
  seen: Pick<ScheduleRow, "overlapsSeen" | "missedSeen" | "lookedAt">,
): Promise<void> {
  await trx.updateTable("schedule").set(seen).where("id", "=", id).execute();
}

/** Sets the key that requests the imports of a schedule. */
export async function setRequester(
  db: Query,
  { id, requestedBy }: Pick<ScheduleDefinition, "id" | "requestedBy">,
): Promise<void> {
  await db.updateTable("schedule").set({ requestedBy }).where("id", "=", id).execute();
}

export async function deleteSchedule(trx: Query, id: string): Promise<void> {
  const deleted = await trx.deleteFrom("schedule").where("id", "=", id).returningAll().executeTakeFirst();
  if (!deleted) return;
  const event = { tenantId: deleted.tenantId, action: "schedule.deleted", object: `schedule:${id}` } as const;
  await recordAudit(trx, { ...event, before: auditedSchedule(deleted) });
}

export async function findSchedule(db: Query, id: string): Promise<ScheduleRow | undefined> {
  return db.selectFrom("schedule").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * Finds a schedule and locks its id: until the commit no other transaction changes the schedule, and no run of it
 * begins. The schedule need not exist yet.
 */
export async function lockSchedule(trx: Query, id: string): Promise<ScheduleRow | undefined> {
  await lockUntilCommit(trx, "schedule", id);
  return findSchedule(trx, id);
}

export interface ScheduleFilter {
  readonly tenantId: string;
  readonly scopes: KeyScopes;
  readonly limit: number;
  /** The last schedule of the page before. */
  readonly after: CreatedPlace | null;
}

/** A page of schedules, the newest first. */
export async function listSchedules(db: Query, { tenantId, scopes, limit, after }: ScheduleFilter) {
  let query = db
    .selectFrom("schedule")
    .selectAll()
    .select(createdMicroseconds.as("createdMicroseconds"))
    .where("tenantId", "=", tenantId)
    .where(isWithin(scopes));
  if (after) query = query.where(isOlder(after));
  return query.orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit).execute();
}

export async function countSchedules(db: Query, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom("schedule")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenantId", "=", tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Returns every schedule, of one tenant or of all, the oldest first. */
export async function allSchedules(db: Query, tenantId?: string): Promise<ScheduleRow[]> {
  const query = db.selectFrom("schedule").selectAll().orderBy("createdAt");
  return (tenantId === undefined ? query : query.where("tenantId", "=", tenantId)).execute();
}

/**
 * Whether a schedule's asset exists. If so, no other transaction removes it before the commit. A schedule with a source
 * needs no asset: true.
 */
export async function holdsFile(
  trx: Query,
  { tenantId, assetPath, sourceUrl }: Pick<ScheduleDefinition, "tenantId" | "assetPath" | "sourceUrl">,
): Promise<boolean> {
  return sourceUrl !== null || holdAsset(trx, tenantId, assetPath);
}

/** Returns the id of a schedule that imports from a path of a tenant; null if there is none. */
export async function scheduleOfAsset(db: Query, tenantId: string, path: string): Promise<string | null> {
  const found = await db
    .selectFrom("schedule")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("assetPath", "=", path)
    .limit(1)
    .executeTakeFirst();
  return found?.id ?? null;
}

/**
 * Claims schedules that were not compared with Temporal for some time, and returns their ids. Each id goes to one
 * caller only.
 */
export async function claimUnlooked(db: Query, olderThanMs: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update schedule set checked_at = now() where id in (
      select id from schedule where checked_at < now() - ${olderThanMs} * interval '1 millisecond'
      order by checked_at limit ${limit} for update skip locked
    ) returning id`.execute(db);
  return rows.map(({ id }) => id);
}
