import { holdAsset } from "../db/assets.js";
import type { Query } from "../db/database.js";
import {
  definitionOf,
  deleteSchedule,
  lockSchedule,
  mirrorPause,
  mirrorSchedule,
  type ScheduleRow,
} from "../db/schedules.js";
import type { Deps } from "../deps.js";
import { checkAssetPath } from "../domain/asset-path.js";
import { DomainError } from "../domain/errors.js";
import type { ScheduleDefinition } from "../domain/schedule.js";
import type { ImportSchedules } from "../temporal/import-schedules.js";
import { scheduleNotFound } from "./accept-import.js";

/**
 * The verbs of schedules. Temporal owns them: each is done there first, and noted in the database with the commit after
 * it. Where that commit fails, `bulkhead doctor` tells.
 */
type ScheduleDeps = Pick<Deps, "db"> & { readonly schedules: ImportSchedules };

/** `ASSET_NOT_FOUND`, `INVALID_ASSET_PATH`, `INVALID_SCHEDULE`, `TEMPORAL_UNAVAILABLE`. */
export async function createSchedule(
  { db, schedules }: ScheduleDeps,
  definition: ScheduleDefinition,
): Promise<ScheduleRow> {
  return db.transaction({ name: "create schedule" }, async ({ trx }) => {
    await lockSchedule(trx, definition.id);
    await needAsset(trx, definition);
    const row = await mirrorSchedule(trx, definition, { paused: false, note: null });
    await schedules.create(definition, { paused: false, note: "" });
    return row;
  });
}

/** The same faults, and `SCHEDULE_NOT_FOUND`. */
export async function changeSchedule(
  { db, schedules }: ScheduleDeps,
  { tenantId, id }: ScheduleOfTenant,
  change: (now: ScheduleDefinition) => ScheduleDefinition,
): Promise<ScheduleRow> {
  return withSchedule({ db }, { tenantId, id }, async (trx, row) => {
    const former = definitionOf(row);
    const definition = change(former);
    await needAsset(trx, definition);
    const changed = await mirrorSchedule(trx, definition, row);
    await schedules.change(definition, former);
    return changed;
  });
}

/** A run that is under way goes on. */
export async function removeSchedule({ db, schedules }: ScheduleDeps, which: ScheduleOfTenant): Promise<void> {
  await withSchedule({ db }, which, async (trx, { id }) => {
    await schedules.remove(id);
    await deleteSchedule(trx, id);
  });
}

export async function pauseSchedule(
  { db, schedules }: ScheduleDeps,
  which: ScheduleOfTenant,
  note: string,
): Promise<void> {
  await withSchedule({ db }, which, async (trx, { id }) => {
    await schedules.pause(id, note);
    await mirrorPause(trx, id, { paused: true, note });
  });
}

/** Failures so far do not count any more. */
export async function resumeSchedule(
  { db, schedules }: ScheduleDeps,
  which: ScheduleOfTenant,
  note: string,
): Promise<void> {
  await withSchedule({ db }, which, async (trx, { id }) => {
    await schedules.resume(id, note);
    await mirrorPause(trx, id, { paused: false, note });
  });
}

export interface ScheduleOfTenant {
  readonly tenantId: string;
  readonly id: string;
}

async function withSchedule<T>(
  { db }: Pick<Deps, "db">,
  { tenantId, id }: ScheduleOfTenant,
  run: (trx: Query, row: ScheduleRow) => Promise<T>,
): Promise<T> {
  return db.transaction({ name: "change schedule" }, async ({ trx }) => {
    const row = await lockSchedule(trx, id);
    if (row?.tenantId !== tenantId) throw scheduleNotFound();
    return run(trx, row);
  });
}

/** The asset is there, and cannot be removed before the commit. */
async function needAsset(trx: Query, { tenantId, assetPath }: ScheduleDefinition): Promise<void> {
  if (await holdAsset(trx, tenantId, checkAssetPath(assetPath))) return;
  const hint = `Upload it first: PUT /api/assets/${encodeURI(assetPath)}.`;
  throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", hint);
}
