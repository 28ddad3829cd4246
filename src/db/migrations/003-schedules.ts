import { type Kysely, sql } from "kysely";

/** Repeatable imports, as Temporal keeps them, and what became of each of their times. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table schedule (
      id uuid primary key,
      tenant_id text not null,
      name text not null,
      requested_by text not null,
      entity text not null,
      asset_path text collate "C" not null,
      importer_id text not null,
      mode text not null,
      dry_run boolean not null,
      on_invalid text not null,
      global_validation boolean not null,
      cron text,
      every_seconds integer,
      time_zone text not null,
      catch_up_seconds integer not null,
      jitter_seconds integer not null,
      skip_if_unchanged boolean not null,
      pause_after_failures integer,
      paused boolean not null default false,
      note text,
      -- Failures before this do not count any more.
      failures_since timestamptz not null default now(),
      -- How many times were left out so far, as Temporal counts them, and until when they are recorded.
      overlaps_seen bigint not null default 0,
      missed_seen bigint not null default 0,
      looked_at timestamptz not null default now(),
      checked_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (num_nonnulls(cron, every_seconds) = 1)
    )`.execute(db);
  await sql`create index schedule_by_tenant on schedule (tenant_id, created_at desc, id desc)`.execute(db);
  await sql`create index schedule_asset on schedule (tenant_id, asset_path)`.execute(db);
  await sql`
    create table schedule_run (
      no bigint generated always as identity primary key,
      schedule_id uuid not null references schedule on delete cascade,
      at timestamptz not null,
      outcome text not null check (outcome in ('job', 'unchanged', 'overlap', 'missed')),
      job_id uuid references job on delete cascade,
      -- The run of the workflow that recorded that a time was skipped; null: a look at the schedule inferred it.
      run_id uuid,
      check ((outcome = 'job') = (job_id is not null))
    )`.execute(db);
  await sql`create index schedule_run_newest on schedule_run (schedule_id, at desc, no desc)`.execute(db);
  await sql`create index schedule_run_job on schedule_run (job_id) where job_id is not null`.execute(db);
}
