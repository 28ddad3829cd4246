import { Context } from "@temporalio/activity";
import type { Query } from "../src/db/database.js";
import type { JobRow } from "../src/db/jobs/jobs.js";
import { lastImported } from "../src/db/schedules/schedule-runs.js";
import { findSchedule } from "../src/db/schedules/schedules.js";
import { findCredential } from "../src/db/sources/credentials.js";
import type { Deps } from "../src/deps.js";
import type { ScheduleDefinition } from "../src/domain/schedule-definition.js";
import { openTenantSource } from "../src/services/sources/open-tenant-source.js";
import type { SeenSource } from "./contract.js";
import { type Downloads, sourceSlots } from "./download-source.js";
import { waitingForShare } from "./fair-slots.js";

/** Deadline of the check. The download asks a server that does not answer again, and its job reports the error. */
const longestMs = 20_000;

/**
 * Asks the server of a schedule's source whether the file is the version that was imported last, without a download.
 * The schedule's row, not the argument, says which tenant's credential is used.
 */
export async function lookAtSource(
  { db, config, secretKeys }: Deps,
  schedule: ScheduleDefinition,
  { share }: Pick<Downloads, "share">,
): Promise<SeenSource> {
  const row = await findSchedule(db.query, schedule.id);
  const last = row && schedule.skipIfUnchanged ? await lastImported(db.query, schedule.id) : undefined;
  const url = schedule.sourceUrl;
  if (!row || !last || !url || !(await isSameSource(db.query, last, schedule))) return { unchanged: null };
  const giveBack = share.take(row.tenantId, sourceSlots / 2);
  if (giveBack === null) throw waitingForShare();
  const { cancellationSignal } = Context.current();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), longestMs);
  const signal = AbortSignal.any([cancellationSignal, late.signal]);
  const asked = { tenantId: row.tenantId, url, auth: last.sourceAuth, known: last.sourceVersion };
  try {
    const source = await openTenantSource({ db, config, secretKeys }, asked, signal);
    source?.close();
    return { unchanged: source === null ? last.id : null };
  } catch {
    cancellationSignal.throwIfAborted();
    return { unchanged: null };
  } finally {
    clearTimeout(timer);
    giveBack();
  }
}

/**
 * Returns whether a job's version can be that of a schedule's source: the job used the same source, and the credential
 * has not changed since.
 */
async function isSameSource(
  db: Query,
  { tenantId, sourceUrl, sourceAuth, sourceVersion, createdAt }: JobRow,
  asked: ScheduleDefinition,
): Promise<boolean> {
  if (sourceVersion === null || sourceUrl !== asked.sourceUrl || sourceAuth !== asked.sourceAuth) return false;
  if (sourceAuth === null) return true;
  const credential = await findCredential(db, tenantId, sourceAuth);
  return credential !== undefined && credential.changedAt < createdAt;
}
