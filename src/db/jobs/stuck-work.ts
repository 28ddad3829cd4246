import { sql } from "kysely";
import type { Query } from "../database.js";

/** The number of stuck items, and the name of the oldest. */
export interface StuckWork {
  readonly count: number;
  readonly oldest: string | null;
}

const none: StuckWork = { count: 0, oldest: null };

/** Counts jobs that were not started in 10 minutes: no process runs, or none reaches Temporal. */
export async function unstartedJobs(db: Query): Promise<StuckWork> {
  const { rows } = await sql<StuckWork>`
    select count(*) as count, (array_agg(id order by created_at))[1] as oldest from job
    where finished_at is null and workflow_started_at is null and created_at < now() - interval '10 minutes'`.execute(
    db,
  );
  return rows[0] ?? none;
}

/** Counts jobs that were started over a day ago and are still open, without waiting for approval or for their files. */
export async function endlessJobs(db: Query): Promise<StuckWork> {
  const { rows } = await sql<StuckWork>`
    select count(*) as count, (array_agg(id order by workflow_started_at))[1] as oldest from job
    where finished_at is null and state <> 'awaiting_approval' and workflow_started_at < now() - interval '1 day'
      and not exists (select from job as part where part.package_id = job.id and part.finished_at is null)`.execute(db);
  return rows[0] ?? none;
}

/** Counts transactions over 10 s old that work for a job that has ended, found by their names. */
export async function strayTransactions(db: Query): Promise<StuckWork> {
  const { rows } = await sql<StuckWork>`
    select count(*) as count, (array_agg(name order by xact_start))[1] as oldest from (
      select application_name as name, xact_start,
        substring(application_name from '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}') as job_id
      from pg_stat_activity where datname = current_database() and xact_start < now() - interval '10 seconds'
    ) as backend
    where job_id is not null
      and not exists (
        select from job where job.id = backend.job_id::uuid
          and (job.finished_at is null or (job.undo_no is not null and job.undo_ended_at is null)))`.execute(db);
  return rows[0] ?? none;
}
