import type { ScheduleRow } from "../../db/schedules/schedules.js";
import { optionsOf } from "../../domain/import-options.js";
import type { ImportRequest } from "../jobs/accept-import.js";

/** Returns the request for a manual run of a schedule: an import with the schedule's options. */
export function scheduleRun(
  schedule: ScheduleRow,
  requestedBy: string,
  asked: Pick<ImportRequest, "idempotencyKey" | "fingerprint">,
): ImportRequest {
  const { id: scheduleId, tenantId, importerId, entity, assetPath, sourceUrl: url, sourceAuth: auth } = schedule;
  const source = url === null ? { assetPath } : { remote: { url, auth } };
  return {
    ...{ tenantId, requestedBy, importerId, entity, source },
    ...(schedule.package !== null && { package: schedule.package }),
    ...optionsOf(schedule),
    ...asked,
    scheduleId,
  };
}
