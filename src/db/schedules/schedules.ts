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

/** Keeps a schedule as it is at Temporal, whether it was known before or not. One that was known stays its tenant's. */
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
  // What is due is judged again with other hours, and when the schedule is paused or goes on.
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

/** Keeps whether it is paused; failures before it was resumed no longer count. */
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

/** What an event contains of a schedule. */
export function toldSchedule({ id, entity, importerId }: ScheduleRow) {
  const links = { schedule: `/api/schedules/${id}`, console: `/console/schedules/${id}` };
  return { scheduleId: id, entity, importerId, links };
}

/** Notes until when the times that were left out are recorded, and how many they are. */
export async function noteLook(
  trx: Query,
  id: string,
  seen: Pick<ScheduleRow, "overlapsSeen" | "missedSeen" | "lookedAt">,
): Promise<void> {
  await trx.updateTable("schedule").set(seen).where("id", "=", id).execute();
}

/** Names the key that asks for the imports of a schedule. */
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
 * The same, which no other transaction changes before the commit, and of which no run begins; also of one that is yet
 * to be.
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

/** Every schedule, of one tenant or of all. */
export async function countSchedules(db: Query, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom("schedule")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenantId", "=", tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

export async function allSchedules(db: Query, tenantId?: string): Promise<ScheduleRow[]> {
  const query = db.selectFrom("schedule").selectAll().orderBy("createdAt");
  return (tenantId === undefined ? query : query.where("tenantId", "=", tenantId)).execute();
}

/**
 * Whether a schedule's asset is there; if so, no other transaction removes it before the commit. A source's file is
 * never held.
 */
export async function holdsFile(
  trx: Query,
  { tenantId, assetPath, sourceUrl }: Pick<ScheduleDefinition, "tenantId" | "assetPath" | "sourceUrl">,
): Promise<boolean> {
  return sourceUrl !== null || holdAsset(trx, tenantId, assetPath);
}

/** A schedule that imports from a path of a tenant, if there is one. */
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

/** Schedules that were not compared with Temporal for some time; each is handed to one caller only. */
export async function claimUnlooked(db: Query, olderThanMs: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update schedule set checked_at = now() where id in (
      select id from schedule where checked_at < now() - ${olderThanMs} * interval '1 millisecond'
      order by checked_at limit ${limit} for update skip locked
    ) returning id`.execute(db);
  return rows.map(({ id }) => id);
}
