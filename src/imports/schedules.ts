import { findAsset, holdAsset } from "../db/assets.js";
import type { Query } from "../db/database.js";
import { endLease } from "../db/leases.js";
import { definitionOf, findSchedule, lockSchedule, mirrorSchedule, type ScheduleRow } from "../db/schedules.js";
import type { Deps } from "../deps.js";
import { checkAssetPath } from "../domain/asset-path.js";
import { DomainError } from "../domain/errors.js";
import type { ScheduleDefinition } from "../domain/schedule.js";
import { followSchedule } from "../temporal/follow-schedule.js";
import type { ImportSchedules } from "../temporal/import-schedules.js";
import { beingChanged, withScheduleLease } from "../temporal/schedule-lease.js";
import { scheduleNotFound } from "./accept-import.js";

/**
 * The verbs of schedules. Temporal owns them: each change is made there first, outside of any transaction, and the table
 * follows. A lease keeps two changes of one schedule apart, and outlives a process that dies between the two: the
 * schedule watch then lets the table follow.
 */
type ScheduleDeps = Pick<Deps, "db"> & { readonly schedules: ImportSchedules };

/** How long a change waits for another one of the same schedule. */
const patienceMs = 3_000;

/** `ASSET_NOT_FOUND`, `INVALID_ASSET_PATH`, `INVALID_SCHEDULE`, `TEMPORAL_UNAVAILABLE`. */
export async function createSchedule(
  { db, schedules }: ScheduleDeps,
  definition: ScheduleDefinition,
): Promise<ScheduleRow> {
  await needAsset(db.query, definition, findAsset);
  return withScheduleLease({ db }, { id: definition.id, patienceMs }, async (lease) => {
    await schedules.create(definition, { paused: false, note: "" });
    return db.transaction({ name: "create schedule" }, async ({ trx }) => {
      await lockSchedule(trx, definition.id);
      await needAsset(trx, definition, holdAsset);
      if (!(await endLease(trx, lease))) throw beingChanged();
      return mirrorSchedule(trx, definition, { paused: false, note: null });
    });
  });
}

/** The same faults, and `SCHEDULE_NOT_FOUND`. */
export async function changeSchedule(
  deps: ScheduleDeps,
  which: ScheduleOfTenant,
  change: (now: ScheduleDefinition) => ScheduleDefinition,
): Promise<void> {
  await withSchedule(deps, which, async (row) => {
    const former = definitionOf(row);
    const definition = change(former);
    await needAsset(deps.db.query, definition, findAsset);
    await deps.schedules.change(definition, former);
  });
}

/** A run that is under way goes on. */
export async function removeSchedule(deps: ScheduleDeps, which: ScheduleOfTenant): Promise<void> {
  await withSchedule(deps, which, ({ id }) => deps.schedules.remove(id));
}

export async function pauseSchedule(deps: ScheduleDeps, which: ScheduleOfTenant, note: string): Promise<void> {
  await withSchedule(deps, which, ({ id }) => deps.schedules.pause(id, note));
}

/** Failures so far do not count any more. */
export async function resumeSchedule(deps: ScheduleDeps, which: ScheduleOfTenant, note: string): Promise<void> {
  await withSchedule(deps, which, ({ id }) => deps.schedules.resume(id, note));
}

export interface ScheduleOfTenant {
  readonly tenantId: string;
  readonly id: string;
}

/** Makes a change at Temporal, and lets the table follow. */
async function withSchedule(
  { db, schedules }: ScheduleDeps,
  { tenantId, id }: ScheduleOfTenant,
  change: (row: ScheduleRow) => Promise<void>,
): Promise<void> {
  await withScheduleLease({ db }, { id, patienceMs }, async (lease) => {
    const row = await findSchedule(db.query, id);
    if (row?.tenantId !== tenantId) throw scheduleNotFound();
    await change(row);
    await followSchedule({ db }, schedules, { id, lease });
  });
}

/** The asset is there; inside of a transaction it then cannot be removed before the commit. */
async function needAsset(
  db: Query,
  { tenantId, assetPath }: ScheduleDefinition,
  find: typeof findAsset | typeof holdAsset,
): Promise<void> {
  if (await find(db, tenantId, checkAssetPath(assetPath))) return;
  const hint = `Upload it first: PUT /api/assets/${encodeURI(assetPath)}.`;
  throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", hint);
}
