import { Context } from "@temporalio/activity";
import { lastImported } from "../src/db/schedules/schedule-runs.js";
import { findSchedule } from "../src/db/schedules/schedules.js";
import type { Deps } from "../src/deps.js";
import type { ScheduleDefinition } from "../src/domain/schedule-definition.js";
import { openTenantSource } from "../src/services/sources/open-tenant-source.js";
import type { SeenSource } from "./contract.js";

/** A server that does not answer is asked again by the download, whose job says what is wrong. */
const longestMs = 20_000;

/**
 * Asks the server of a schedule's source whether the file is the version that was imported last, without a download. Whose
 * credential it is says the schedule's row, not the argument.
 */
export async function lookAtSource(
  { db, config, secretKeys }: Deps,
  schedule: ScheduleDefinition,
): Promise<SeenSource> {
  const { sourceUrl: url, sourceAuth: auth } = schedule;
  const row = await findSchedule(db.query, schedule.id);
  const last = row && schedule.skipIfUnchanged ? await lastImported(db.query, schedule.id) : undefined;
  const isKnown = last && last.sourceVersion !== null && last.sourceUrl === url && last.sourceAuth === auth;
  if (url === null || !row || !isKnown) return { unchanged: null };
  const { cancellationSignal } = Context.current();
  const signal = AbortSignal.any([cancellationSignal, AbortSignal.timeout(longestMs)]);
  const asked = { tenantId: row.tenantId, url, auth, known: last.sourceVersion };
  try {
    const source = await openTenantSource({ db, config, secretKeys }, asked, signal);
    source?.close();
    return { unchanged: source === null ? last.assetSha256 : null };
  } catch {
    cancellationSignal.throwIfAborted();
    return { unchanged: null };
  }
}
