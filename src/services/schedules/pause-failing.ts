import { failingSchedules } from "../../db/schedules/schedule-runs.js";
import { lockSchedule, mirrorPause } from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import type { ImportSchedules } from "../../temporal/import-schedules.js";

/** Pauses a schedule if too many of its imports failed in a row. It stays paused until a person resumes it. */
export async function pauseIfFailing({ db, log }: Pick<Deps, "db" | "log">, schedules: ImportSchedules, id: string) {
  if ((await failingSchedules(db.query, id)).length === 0) return;
  const note = "paused by Bulkhead: too many imports failed in a row";
  await schedules.pause(id, note);
  await db.transaction({ name: "pause schedule" }, async ({ trx }) => {
    await lockSchedule(trx, id);
    await mirrorPause(trx, id, { paused: true, note });
  });
  log.warn({ scheduleId: id }, "a schedule was paused, since its imports failed");
}
