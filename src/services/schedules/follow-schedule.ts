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
 * Lets the table say of a schedule what Temporal says, after a change there: whole where Bulkhead can say it, whether
 * it is paused in any case, and nothing where it is gone. The lease of the change ends with it; if another process has
 * taken the lease over, that one lets the table follow. Where the schedule was given an asset that was removed during
 * the change, Temporal gets back what the table says, and the path is given; else null.
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
    // Temporal refuses it too, as one without a time to come. The doctor names what differs.
    await endLease(deps.db.query, leased.lease);
    return refused.missing;
  }
  await mirrorUnlessAssetGone(deps, schedules, leased);
  return refused.missing;
}

/** Where a new asset is gone it gives what the table says, and changes neither the table nor the lease; else null. */
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

/** What the tenant's row says decides whose schedule it is, not an argument at Temporal. */
function isOf(row: ScheduleRow, { id, tenantId }: ScheduleDefinition): boolean {
  return id === row.id && tenantId === row.tenantId;
}

/**
 * Finishes a change whose process died or met a fault between Temporal and the table. A schedule that was never noted
 * is removed at Temporal: its POST was not answered.
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
