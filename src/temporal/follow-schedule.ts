import { endLease } from "../db/leases.js";
import { deleteSchedule, findSchedule, lockSchedule, mirrorPause, mirrorSchedule } from "../db/schedules.js";
import type { Deps } from "../deps.js";
import type { ImportSchedules } from "./import-schedules.js";
import { withScheduleLease } from "./schedule-lease.js";

/**
 * Lets the table say of a schedule what Temporal says, after a change there: whole where Bulkhead can say it, whether it
 * is paused in any case, and nothing where it is gone. The lease of the change ends with it; if another process has
 * taken the lease over, that one lets the table follow.
 */
export async function followSchedule(
  { db }: Pick<Deps, "db">,
  schedules: ImportSchedules,
  { id, lease }: { readonly id: string; readonly lease: string },
): Promise<void> {
  const seen = await schedules.look(id);
  await db.transaction({ name: "follow schedule" }, async ({ trx }) => {
    const row = await lockSchedule(trx, id);
    if (!(await endLease(trx, lease)) || !row) return;
    if (seen === null) return deleteSchedule(trx, id);
    const { definition } = seen;
    // What the tenant's row says decides whose schedule it is, not an argument at Temporal.
    if (definition?.tenantId === row.tenantId && definition.id === id) await mirrorSchedule(trx, definition, seen);
    else await mirrorPause(trx, id, seen);
  });
}

/**
 * Finishes a change whose process died or met a fault between Temporal and the table. A schedule that was never noted is
 * removed at Temporal: its POST was not answered.
 */
export async function finishScheduleChange(
  { db }: Pick<Deps, "db">,
  schedules: ImportSchedules,
  id: string,
): Promise<void> {
  await withScheduleLease({ db }, { id, patienceMs: 0 }, async (lease) => {
    if (await findSchedule(db.query, id)) return followSchedule({ db }, schedules, { id, lease });
    await schedules.remove(id);
    await endLease(db.query, lease);
  });
}
