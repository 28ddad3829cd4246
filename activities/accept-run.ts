import { v5 } from "uuid";
import { checkType } from "../src/codecs/check-type.js";
import { type PinnedBytes, pinAsset, pinSource } from "../src/db/assets/pin-asset.js";
import { asActor } from "../src/db/audit/acting.js";
import type { Query } from "../src/db/database.js";
import { StaleDecision } from "../src/db/database-errors.js";
import { failJob, markBodyDeleted } from "../src/db/jobs/job-transitions.js";
import { findJob, insertJob, type JobRow, type NewJob } from "../src/db/jobs/jobs.js";
import { isLeased } from "../src/db/leases.js";
import { currentMapping } from "../src/db/mappings/mappings.js";
import {
  failingSchedules,
  isUnchanged,
  openImport,
  recordJob,
  recordSkipped,
  skippedBy,
  withdrawInferred,
} from "../src/db/schedules/schedule-runs.js";
import { lockSchedule } from "../src/db/schedules/schedules.js";
import { DomainError } from "../src/domain/errors.js";
import { importInput } from "../src/domain/import-input.js";
import { optionsOf } from "../src/domain/import-options.js";
import { definitionOf, type ScheduleDefinition } from "../src/domain/schedule-definition.js";
import { beginningOf } from "../src/services/limits/admit-import.js";
import { activeTraceparent } from "../src/telemetry/spans.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { AcceptedRun, ScheduledRun } from "./contract.js";

type Bounding = Pick<ActivityDeps["config"], "tenantBounds">;

/**
 * Accepts the import of a schedule's run, which has no POST (section D 1). Pins its asset and inserts its job, as
 * started, in one transaction, unless the run is skipped. A missing file fails the job, not the run, since people look
 * for it among the jobs. Throws `SCHEDULE_NOT_FOUND` if only Temporal knows the schedule, or another tenant has it: the
 * workflow's argument decides what to import, never for which tenant.
 */
export async function acceptRun({ db, config, runFailed }: ActivityDeps, run: ScheduledRun): Promise<AcceptedRun> {
  const accepted = await db.transaction({ name: "accept run" }, ({ trx }) => acceptOnce(trx, config, run));
  // The schedule watch has not paused the schedule yet.
  if ("skipped" in accepted && accepted.skipped === "paused") runFailed(run.schedule.id);
  return accepted;
}

async function acceptOnce(trx: Query, config: Bounding, run: ScheduledRun): Promise<AcceptedRun> {
  const at = new Date(run.at);
  const jobId = v5(run.workflowId, run.firstRunId);
  const row = await lockSchedule(trx, run.schedule.id);
  // Temporal has the schedule already, and the database soon will.
  if (!row && (await isLeased(trx, ["schedule", run.schedule.id])))
    throw new StaleDecision("the schedule is being made");
  if (row?.tenantId !== run.schedule.tenantId) throw unknownSchedule();
  // Temporal may have stored the definition before a field was added.
  const schedule = definitionOf({ ...run.schedule, requestedBy: row.requestedBy });
  const { id: scheduleId, skipIfUnchanged } = schedule;
  const accepted = await findJob(trx, jobId);
  if (accepted) return acceptedRun(accepted);
  const skipped = await skippedBy(trx, scheduleId, run.firstRunId);
  if (skipped) return { skipped };
  await withdrawInferred(trx, scheduleId, at);
  if ((await failingSchedules(trx, scheduleId)).length > 0) return { skipped: "paused" };
  if (await openImport(trx, scheduleId)) return skip("overlap");
  const pinned = await pinnedOrFault(trx, schedule);
  const same = run.unchanged === undefined ? pinned : await findJob(trx, run.unchanged);
  const sha256 = same && "assetSha256" in same ? same.assetSha256 : "";
  if (skipIfUnchanged && sha256 !== "" && (await isUnchanged(trx, schedule, sha256))) return skip("unchanged");
  const actor = { kind: "schedule", id: scheduleId, name: row.name, requestId: null, address: null } as const;
  const job = await asActor(actor, () => insertRun(trx, config, { ...run, schedule }, { id: jobId, pinned }));
  await recordJob(trx, scheduleId, at, jobId);
  return acceptedRun(job);

  async function skip(outcome: "unchanged" | "overlap"): Promise<AcceptedRun> {
    await recordSkipped(trx, scheduleId, { at, outcome, runId: run.firstRunId });
    return { skipped: outcome };
  }
}

async function pinnedOrFault(
  trx: Query,
  { tenantId, entity, assetPath, sourceUrl: url, sourceAuth: auth }: ScheduleDefinition,
): Promise<PinnedBytes | DomainError> {
  if (url !== null) return pinSource({ url, auth });
  try {
    const pinned = await pinAsset(trx, tenantId, assetPath);
    checkType(entity, pinned.assetContentType);
    return pinned;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function acceptedRun(job: JobRow): AcceptedRun {
  return { ...importInput(job), ...(job.admittedAt === null && { parked: true }) };
}

interface NewRun {
  readonly id: string;
  readonly pinned: PinnedBytes | DomainError;
}

async function insertRun(
  trx: Query,
  config: Bounding,
  { schedule, workflowId }: ScheduledRun,
  { id, pinned }: NewRun,
): Promise<JobRow> {
  const { tenantId, requestedBy, entity, importerId, assetPath } = schedule;
  const asked = { tenantId, requestedBy, entity, importerId, package: schedule.package, ...optionsOf(schedule) };
  const bytes = pinned instanceof DomainError ? noBytes(assetPath) : pinned;
  const mapping = await currentMapping(trx, { tenantId, importerId, entity });
  const unasked = { fingerprint: "", idempotencyKey: null, mapping, traceparent: activeTraceparent() };
  const job = { ...asked, ...unasked, ...bytes, id, workflowId, scheduleId: schedule.id };
  const beginning = pinned instanceof DomainError ? pinned : await beginningOrFault(trx, config, job);
  if (beginning === "parked") return insertJob(trx, job, "waiting");
  const inserted = await insertJob(trx, job, "running");
  if (beginning instanceof DomainError) {
    const { code, message, hint, line } = beginning;
    await failJob(trx, id, { code, message, hint, line });
    await markBodyDeleted(trx, id);
  }
  return inserted;
}

async function beginningOrFault(trx: Query, config: Bounding, { tenantId, assetSize }: NewJob) {
  try {
    return await beginningOf(trx, config, { tenantId, bytes: assetSize });
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function noBytes(assetPath: string): PinnedBytes {
  return { assetPath, assetSha256: "", assetSize: 0, assetContentType: "", body: "asset" };
}

function unknownSchedule(): DomainError {
  const hint = "bulkhead doctor names it; doctor --heal takes it over from Temporal.";
  return new DomainError("SCHEDULE_NOT_FOUND", "The database does not know this schedule.", hint);
}
