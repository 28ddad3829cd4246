import { isDeepStrictEqual } from "node:util";
import type { AuditedSettings } from "../../domain/audit.js";
import { recordAudit } from "../audit/audit-events.js";
import { auditedFile, shortHash } from "../audit/audited-file.js";
import type { Query } from "../database.js";
import type { ScheduleRow } from "./schedules.js";

/**
 * Records in the audit trail how a schedule changed, and whether it was paused or resumed. Records nothing without a
 * change.
 */
export async function recordScheduleChange(
  trx: Query,
  former: ScheduleRow | undefined,
  now: ScheduleRow,
): Promise<void> {
  const event = { tenantId: now.tenantId, object: `schedule:${now.id}` };
  const [before, after] = [former ? auditedSchedule(former) : null, auditedSchedule(now)];
  if (!isDeepStrictEqual(before, after)) {
    const action = before === null ? "schedule.created" : "schedule.changed";
    await recordAudit(trx, { ...event, action, before, after });
  }
  if ((former?.paused ?? false) === now.paused) return;
  await recordAudit(trx, { ...event, action: now.paused ? "schedule.paused" : "schedule.resumed" });
}

/** The settings of a schedule, as the audit trail records them; a package by its hash. */
export function auditedSchedule(row: ScheduleRow): AuditedSettings {
  const { name, entity, importerId, mode, dryRun, onInvalid, member, sheet, globalValidation } = row;
  const { cron, everySeconds, timeZone, catchUpSeconds, jitterSeconds, skipIfUnchanged, pauseAfterFailures } = row;
  return {
    ...{ name, entity, importerId, mode, dryRun, onInvalid, member, sheet, globalValidation, ...auditedFile(row) },
    packageHash: row.package && shortHash(JSON.stringify(row.package)),
    ...(row.expect ?? { newFileWithinHours: null, minRows: null, maxShrinkPercent: null }),
    ...{ cron, everySeconds, timeZone, catchUpSeconds, jitterSeconds, skipIfUnchanged, pauseAfterFailures },
  };
}
