import { isDeepStrictEqual } from "node:util";
import type { AuditedSettings } from "../../domain/audit.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import type { ScheduleRow } from "./schedules.js";

/** Notes what became of a schedule: nothing, where it is as it was. */
export async function recordScheduleChange(
  trx: Query,
  former: ScheduleRow | undefined,
  now: ScheduleRow,
): Promise<void> {
  const { tenantId, id } = now;
  const event = { tenantId, object: `schedule:${id}` };
  const [before, after] = [former ? settingsOf(former) : null, settingsOf(now)];
  if (before === null) return recordAudit(trx, { ...event, action: "schedule.created", after });
  if (!isDeepStrictEqual(before, after))
    await recordAudit(trx, { ...event, action: "schedule.changed", before, after });
  if (former?.paused === now.paused) return;
  await recordAudit(trx, { ...event, action: now.paused ? "schedule.paused" : "schedule.resumed" });
}

/** Of a source the server alone: its address may hold a secret. */
function settingsOf(row: ScheduleRow): AuditedSettings {
  const { name, entity, importerId, mode, dryRun, onInvalid, assetPath, sourceUrl, sourceAuth } = row;
  const { cron, everySeconds, timeZone, catchUpSeconds, jitterSeconds, skipIfUnchanged, pauseAfterFailures } = row;
  return {
    ...{ name, entity, importerId, mode, dryRun, onInvalid, asset: sourceUrl === null ? assetPath : null },
    ...{ source: sourceUrl === null ? null : new URL(sourceUrl).host, sourceAuth },
    ...{ cron, everySeconds, timeZone, catchUpSeconds, jitterSeconds, skipIfUnchanged, pauseAfterFailures },
  };
}
