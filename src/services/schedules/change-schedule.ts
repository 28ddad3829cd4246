import { findAsset } from "../../db/assets/assets.js";
import { endLease } from "../../db/leases.js";
import { lockUntilCommit } from "../../db/lock.js";
import {
  findSchedule,
  holdsFile,
  lockSchedule,
  mirrorSchedule,
  type ScheduleRow,
  setRequester,
} from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { definitionOf, type ScheduleDefinition } from "../../domain/schedule-definition.js";
import type { ImportSchedules } from "../../temporal/import-schedules.js";
import { scheduleNotFound } from "../jobs/accept-import.js";
import { requireRareRuns, requireScheduleRoom } from "../limits/admit-schedule.js";
import { checkSource } from "../sources/check-source.js";
import { followSchedule } from "./follow-schedule.js";
import { beingChanged, withScheduleLease } from "./schedule-lease.js";

/**
 * The operations on schedules. Temporal owns schedules: each change is made there first, outside of any transaction,
 * and is then copied to the table. A lease keeps two changes of one schedule apart, and outlives a process that dies
 * between the two steps: the schedule watch then copies the state to the table.
 */
type ScheduleDeps = Pick<Deps, "db" | "config"> & { readonly schedules: ImportSchedules };

/** How long a change waits for another one of the same schedule. */
const patienceMs = 3_000;

/**
 * Creates a schedule. `ASSET_NOT_FOUND` or the errors of `checkSource`, `INVALID_SCHEDULE`, `SCHEDULE_TOO_FREQUENT`,
 * `LIMIT_REACHED`, `TEMPORAL_UNAVAILABLE`.
 */
export async function createSchedule(
  { db, config, schedules }: ScheduleDeps,
  definition: ScheduleDefinition,
): Promise<ScheduleRow> {
  async function create(lease: string): Promise<ScheduleRow> {
    await schedules.create(definition, { paused: false, note: "" });
    return db.transaction({ name: "create schedule" }, async ({ trx }) => {
      await lockSchedule(trx, definition.id);
      if (!(await holdsFile(trx, definition))) throw noAsset(definition.assetPath);
      await lockUntilCommit(trx, "schedules", definition.tenantId);
      await requireScheduleRoom(trx, config, definition.tenantId);
      if (!(await endLease(trx, lease))) throw beingChanged();
      return mirrorSchedule(trx, definition, { paused: false, note: null });
    });
  }
  return withScheduleLease({ db }, { id: definition.id, patienceMs }, async () => {
    await needFile({ db, config }, definition);
    await requireRareRuns(db.query, config, definition);
    await requireScheduleRoom(db.query, config, definition.tenantId);
    return create;
  });
}

/**
 * Changes a schedule. Throws the errors of `createSchedule` except `LIMIT_REACHED`, and `SCHEDULE_NOT_FOUND`; the
 * schedule then stays as it was.
 */
export async function changeSchedule(
  deps: ScheduleDeps,
  which: ScheduleOfTenant,
  change: (now: ScheduleDefinition) => ScheduleDefinition,
): Promise<void> {
  const missing = await withSchedule(deps, which, async (row) => {
    const former = definitionOf(row);
    const definition = change(former);
    await needFile(deps, definition);
    if (hasOtherTimes(definition, former)) await requireRareRuns(deps.db.query, deps.config, definition);
    return async () => {
      // Before the change at Temporal: the key that made the change must not approve its imports, even if this process
      // dies in between.
      if (definition.requestedBy !== former.requestedBy) await setRequester(deps.db.query, definition);
      await deps.schedules.change(definition, former);
    };
  });
  if (missing !== null) throw noAsset(missing);
}

/** A schedule keeps times that were allowed when they were set. */
function hasOtherTimes({ cron, everySeconds }: ScheduleDefinition, former: ScheduleDefinition): boolean {
  return cron !== former.cron || everySeconds !== former.everySeconds;
}

/** Deletes a schedule. A run that is under way continues. */
export async function removeSchedule(deps: ScheduleDeps, which: ScheduleOfTenant): Promise<void> {
  await changeAsIs(deps, which, () => deps.schedules.remove(which.id));
}

export async function pauseSchedule(deps: ScheduleDeps, which: ScheduleOfTenant, note: string): Promise<void> {
  await changeAsIs(deps, which, () => deps.schedules.pause(which.id, note));
}

/** Resumes a schedule, and counts its failures from 0. */
export async function resumeSchedule(deps: ScheduleDeps, which: ScheduleOfTenant, note: string): Promise<void> {
  await changeAsIs(deps, which, () => deps.schedules.resume(which.id, note));
}

export interface ScheduleOfTenant {
  readonly tenantId: string;
  readonly id: string;
}

/** Makes a change that needs only the tenant of the schedule's row. */
async function changeAsIs(deps: ScheduleDeps, which: ScheduleOfTenant, change: () => Promise<void>): Promise<void> {
  await withSchedule(deps, which, async () => change);
}

/**
 * Validates a change against the schedule's row, makes it at Temporal, and copies the result to the table. Returns
 * null, or the path of a new asset that was deleted during the change: the schedule then stays as it was.
 */
async function withSchedule(
  { db, schedules }: ScheduleDeps,
  { tenantId, id }: ScheduleOfTenant,
  judge: (row: ScheduleRow) => Promise<() => Promise<void>>,
): Promise<string | null> {
  return withScheduleLease({ db }, { id, patienceMs }, async () => {
    const row = await findSchedule(db.query, id);
    if (row?.tenantId !== tenantId) throw scheduleNotFound();
    const change = await judge(row);
    return async (lease) => {
      await change();
      return followSchedule({ db }, schedules, { id, lease });
    };
  });
}

async function needFile({ db, config }: Pick<Deps, "db" | "config">, definition: ScheduleDefinition): Promise<void> {
  const { tenantId, assetPath, sourceUrl: url, sourceAuth: auth } = definition;
  if (url !== null) await checkSource(db.query, config.sources, tenantId, { url, auth });
  else if (!(await findAsset(db.query, tenantId, assetPath))) throw noAsset(assetPath);
}

function noAsset(assetPath: string): DomainError {
  const hint = `Upload it first: PUT /api/assets/${encodeURI(assetPath)}.`;
  return new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", hint);
}
