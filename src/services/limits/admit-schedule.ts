import { findBounds } from "../../db/access/tenant-bounds.js";
import type { Query } from "../../db/database.js";
import { countSchedules } from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { shortestCronSeconds } from "../../domain/cron.js";
import { DomainError } from "../../domain/errors.js";
import type { ScheduleDefinition } from "../../domain/schedule-definition.js";
import { limitReached } from "./process-use.js";

type Bounding = Pick<Deps["config"], "tenantBounds">;

/** Throws `LIMIT_REACHED` if the tenant has as many schedules as it may have. */
export async function requireScheduleRoom(db: Query, { tenantBounds }: Bounding, tenantId: string): Promise<void> {
  const { schedules } = await findBounds(db, tenantBounds, tenantId);
  if ((await countSchedules(db, tenantId)) >= schedules) throw limitReached("schedules", schedules);
}

/** Throws `SCHEDULE_TOO_FREQUENT` if a schedule would run more often than the tenant's bound allows. */
export async function requireRareRuns(
  db: Query,
  { tenantBounds }: Bounding,
  { tenantId, cron, everySeconds }: Pick<ScheduleDefinition, "tenantId" | "cron" | "everySeconds">,
): Promise<void> {
  const { scheduleSeconds: least } = await findBounds(db, tenantBounds, tenantId);
  const seconds = cron === null ? (everySeconds ?? least) : shortestCronSeconds(cron);
  if (seconds >= least) return;
  const message = `Two runs would be ${seconds} seconds apart; the tenant's bound is ${least}.`;
  throw new DomainError("SCHEDULE_TOO_FREQUENT", message, "Choose other times; GET /api/limits shows the bound.");
}
