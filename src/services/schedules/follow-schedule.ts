import { endLease } from "../../db/leases.js";
import {
  deleteSchedule,
  findSchedule,
  holdsFile,
  lockSchedule,
  mirrorPause,
  mirrorSchedule,
  type ScheduleRow,
} from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { definitionOf, type ScheduleDefinition } from "../../domain/schedule-definition.js";
import type { ImportSchedules } from "../../temporal/import-schedules.js";
import { withScheduleLease } from "./schedule-lease.js";

interface LeasedSchedule {
  readonly id: string;
  readonly lease: string;
}

/**
 * Copies a schedule's state from Temporal to the table after a change there. All fields are copied if Bulkhead can
 * represent them, else only whether the schedule is paused. The row is deleted if Temporal has no such schedule. The
 * lease of the change ends with the copy; if another process has taken the lease over, that process makes the copy. If
 * the schedule's new asset was deleted during the change, Temporal gets back the definition in the table, and the
 * asset's path is returned; else null.
 */
export async function followSchedule(
  deps: Pick<Deps, "db">,
  schedules: ImportSchedules,
  leased: LeasedSchedule,
): Promise<string | null> {
  const refused = await mirrorUnlessAssetGone(deps, schedules, leased);
  if (refused === null) return null;
  try {
    await schedules.change(refused.former, refused.former);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // Temporal refuses the former definition too, for example if it has no future time. The doctor names what differs.
    await endLease(deps.db.query, leased.lease);
    return refused.missing;
  }
  await mirrorUnlessAssetGone(deps, schedules, leased);
  return refused.missing;
}

/**
 * Copies the state to the table and returns null. If a new asset was deleted, returns its path and the definition in
 * the table, and changes neither the table nor the lease.
 */
async function mirrorUnlessAssetGone(
  { db }: Pick<Deps, "db">,
  schedules: ImportSchedules,
  { id, lease }: LeasedSchedule,
): Promise<{ readonly missing: string; readonly former: ScheduleDefinition } | null> {
  const seen = await schedules.look(id);
  return db.transaction({ name: "follow schedule" }, async ({ trx }) => {
    const row = await lockSchedule(trx, id);
    const definition = row && seen?.definition && isOf(row, seen.definition) ? seen.definition : null;
    if (row && definition && definition.assetPath !== row.assetPath) {
      const missing = definition.assetPath;
      if (!(await holdsFile(trx, definition))) return { missing, former: definitionOf(row) };
    }
    if (!(await endLease(trx, lease)) || !row) return null;
    if (seen === null) await deleteSchedule(trx, id);
    else if (definition) await mirrorSchedule(trx, definition, seen);
    else await mirrorPause(trx, id, seen);
    return null;
  });
}

/**
 * Whether a definition belongs to a row. The row decides which tenant owns the schedule, not an argument at Temporal.
 */
function isOf(row: ScheduleRow, { id, tenantId }: ScheduleDefinition): boolean {
  return id === row.id && tenantId === row.tenantId;
}

/**
 * Finishes a change whose process died or failed between Temporal and the table. A schedule without a row is deleted at
 * Temporal: its POST was not answered.
 */
export async function finishScheduleChange(
  { db }: Pick<Deps, "db">,
  schedules: ImportSchedules,
  id: string,
): Promise<void> {
  async function finish(lease: string): Promise<void> {
    if (await findSchedule(db.query, id)) {
      await followSchedule({ db }, schedules, { id, lease });
      return;
    }
    await schedules.remove(id);
    await endLease(db.query, lease);
  }
  await withScheduleLease({ db }, { id, patienceMs: 0 }, async () => finish);
}
