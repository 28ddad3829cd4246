import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { ScheduleDefinition } from "../../domain/schedule-definition.js";
import type { Query } from "../database.js";
import type { JobRow } from "../jobs/jobs.js";
import { currentMapping } from "../mappings/mappings.js";
import { isPackageStale } from "../packages/packages.js";

/** How many runs of a schedule are kept: the newest. */
const mostRuns = 1_000;

type SkippedOutcome = "unchanged" | "overlap";

/** Records times of a schedule at which nothing was imported, as inferred by a comparison with Temporal. */
export async function recordInferred(
  trx: Query,
  scheduleId: string,
  outcome: "overlap" | "missed",
  times: readonly Date[],
): Promise<void> {
  if (times.length === 0) return;
  const runs = times.map((at) => ({ scheduleId, at, outcome, jobId: null, runId: null }));
  await trx.insertInto("scheduleRun").values(runs).execute();
  await forgetOldRuns(trx, scheduleId);
}

/**
 * Deletes the inferred record of a time whose run started after all. Temporal counted another time as skipped; the next
 * comparison with Temporal finds that time. A time from before the catch-up window was skipped and is being backfilled
 * by hand: its record stays.
 */
export async function withdrawInferred(trx: Query, scheduleId: string, at: Date): Promise<void> {
  await sql`
    with withdrawn as (
      delete from schedule_run using schedule
      where schedule.id = schedule_id and schedule_id = ${scheduleId} and at = ${at} and run_id is null
        and outcome in ('overlap', 'missed') and at > now() - (catch_up_seconds + 60) * interval '1 second'
      returning outcome
    )
    update schedule set
      overlaps_seen = overlaps_seen - (select count(*) from withdrawn where outcome = 'overlap'),
      missed_seen = missed_seen - (select count(*) from withdrawn where outcome = 'missed')
    where id = ${scheduleId} and exists (select from withdrawn)`.execute(trx);
}

/** Records that a run of the workflow skipped its time. */
export async function recordSkipped(
  trx: Query,
  scheduleId: string,
  { at, outcome, runId }: { readonly at: Date; readonly outcome: SkippedOutcome; readonly runId: string },
): Promise<void> {
  await trx.insertInto("scheduleRun").values({ scheduleId, at, outcome, jobId: null, runId }).execute();
  await forgetOldRuns(trx, scheduleId);
}

/** Returns why a run of the workflow skipped its time; null if it did not skip the time. */
export async function skippedBy(trx: Query, scheduleId: string, runId: string): Promise<SkippedOutcome | null> {
  const recorded = await trx
    .selectFrom("scheduleRun")
    .select("outcome")
    .where("scheduleId", "=", scheduleId)
    .where("runId", "=", runId)
    .executeTakeFirst();
  return recorded?.outcome === "unchanged" || recorded?.outcome === "overlap" ? recorded.outcome : null;
}

/** Records the job that imports for one of a schedule's times. */
export async function recordJob(trx: Query, scheduleId: string, at: Date, jobId: string): Promise<void> {
  await trx.insertInto("scheduleRun").values({ scheduleId, at, outcome: "job", jobId, runId: null }).execute();
  await forgetOldRuns(trx, scheduleId);
}

async function forgetOldRuns(trx: Query, scheduleId: string): Promise<void> {
  await sql`
    delete from schedule_run where schedule_id = ${scheduleId} and no < (
      select no from schedule_run where schedule_id = ${scheduleId} order by no desc offset ${mostRuns - 1} limit 1
    )`.execute(trx);
}

/** Returns the newest runs of a schedule, with the state of their jobs. */
export async function listRuns(db: Query, scheduleId: string, limit: number) {
  return db
    .selectFrom("scheduleRun")
    .leftJoin("job", "job.id", "scheduleRun.jobId")
    .select(["at", "outcome", "jobId", "job.state", "job.startedAt", "job.finishedAt"])
    .where("scheduleRun.scheduleId", "=", scheduleId)
    .orderBy("at", "desc")
    .orderBy("no", "desc")
    .limit(limit)
    .execute();
}

/**
 * Returns the runs of a schedule after a time, and earlier runs whose import had not ended by then, with the start and
 * end of the imports.
 */
export async function runsBetween(db: Query, scheduleId: string, after: Date) {
  return db
    .selectFrom("scheduleRun")
    .leftJoin("job", "job.id", "scheduleRun.jobId")
    .select(["at", "job.startedAt", "job.finishedAt"])
    .where("scheduleRun.scheduleId", "=", scheduleId)
    .where((where) =>
      where.or([where("at", ">", after), where("job.finishedAt", "is", null), where("job.finishedAt", ">", after)]),
    )
    .execute();
}

/**
 * How many of a schedule's newest imports failed in a row since the schedule was last resumed. A full queue is not a
 * failure.
 */
const failuresInARow = sql<number>`(
  select count(*) from job
  where job.schedule_id = schedule.id and job.state = 'failed' and job.finished_at > schedule.failures_since
    and job.error ->> 'code' is distinct from 'TOO_MANY_OPEN_IMPORTS'
    and job.created_at > coalesce((
      select max(written.created_at) from job as written
      where written.schedule_id = schedule.id and written.state in ('complete', 'complete_with_rejects', 'undone')
    ), '-infinity')
)`;

export async function countFailures(db: Query, scheduleId: string): Promise<number> {
  const counted = await db
    .selectFrom("schedule")
    .select(failuresInARow.as("failures"))
    .where("id", "=", scheduleId)
    .executeTakeFirst();
  return counted?.failures ?? 0;
}

/**
 * Returns the ids of schedules that have to be paused because too many of their imports failed. Checks one schedule, or
 * all.
 */
export async function failingSchedules(db: Query, scheduleId?: string): Promise<string[]> {
  let query = db
    .selectFrom("schedule")
    .select("id")
    .where("paused", "=", false)
    .where("pauseAfterFailures", "is not", null)
    .where(sql<boolean>`${failuresInARow} >= pause_after_failures`);
  if (scheduleId !== undefined) query = query.where("id", "=", scheduleId);
  return (await query.execute()).map(({ id }) => id);
}

/**
 * Whether a schedule's asset is the last one imported, in the same way and with no row left out. A file with rejected
 * rows is imported again, since what the rows lacked may exist by then. So is a file after an undo in the same line of
 * imports.
 */
export async function isUnchanged(db: Query, schedule: ScheduleDefinition, sha256: string): Promise<boolean> {
  const written = await lastImported(db, schedule.id);
  if (written?.state !== "complete" || !isSameImport(written, schedule, sha256)) return false;
  if (written.package !== null) return !(await isPackageStale(db, written));
  const mapping = await currentMapping(db, schedule);
  if ((mapping?.version ?? null) !== (written.mapping?.version ?? null)) return false;
  return !(await undoneSince(db, written));
}

/** Returns the newest job of a schedule that ended and neither failed nor was cancelled. */
export async function lastImported(db: Query, scheduleId: string): Promise<JobRow | undefined> {
  return db
    .selectFrom("job")
    .selectAll()
    .where("scheduleId", "=", scheduleId)
    .where("finishedAt", "is not", null)
    .where(sql<boolean>`state not in ('failed', 'cancelled')`)
    .orderBy("createdAt", "desc")
    .limit(1)
    .executeTakeFirst();
}

/**
 * Whether an import of the same line was undone after a job, or has a pending undo. Undos take their numbers from the
 * same sequence as imports.
 */
async function undoneSince(db: Query, { tenantId, importerId, entity, acceptedNo }: JobRow): Promise<boolean> {
  const found = await db
    .selectFrom("job")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("importerId", "=", importerId)
    .where("entity", "=", entity)
    .where("undoNo", ">", acceptedNo)
    .where(sql<boolean>`(state = 'undone' or undo_ended_at is null)`)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

function isSameImport(job: JobRow, schedule: ScheduleDefinition, sha256: string): boolean {
  return (
    job.assetSha256 === sha256 &&
    job.entity === schedule.entity &&
    job.importerId === schedule.importerId &&
    job.mode === schedule.mode &&
    job.dryRun === schedule.dryRun &&
    job.onInvalid === schedule.onInvalid &&
    job.member === schedule.member &&
    job.sheet === schedule.sheet &&
    isDeepStrictEqual(job.package, schedule.package)
  );
}

/** Returns the import of a schedule that has not ended; undefined if there is none. */
export async function openImport(db: Query, scheduleId: string) {
  return db
    .selectFrom("job")
    .select(["id", "state"])
    .where("scheduleId", "=", scheduleId)
    .where("finishedAt", "is", null)
    .executeTakeFirst();
}
