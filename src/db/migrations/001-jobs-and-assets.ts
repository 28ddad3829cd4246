import { type Kysely, sql } from "kysely";

/** Keys, assets, leases, jobs with their plans, and what was found about rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_key (
      id uuid primary key,
      tenant_id text not null,
      name text not null,
      role text not null check (role in ('read', 'import', 'admin')),
      hash text not null unique,
      created_at timestamptz not null default now(),
      revoked_at timestamptz
    )`.execute(db);
  // Which secret key the database's fingerprints are made under: one row, from the first start of a process with a key.
  await sql`
    create table secret_key (
      is_only boolean primary key default true check (is_only),
      id text not null
    )`.execute(db);
  await sql`
    create table asset (
      tenant_id text not null,
      path text collate "C" not null,
      sha256 text not null,
      size bigint not null,
      content_type text not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, path)
    )`.execute(db);
  await sql`create index asset_blob on asset (tenant_id, sha256)`.execute(db);
  // Locks that outlive a transaction, for as long as another system is called.
  await sql`
    create table lease (
      id uuid primary key,
      held text collate "C" not null,
      is_exclusive boolean not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index lease_held on lease (held)`.execute(db);
  await createJobs(db);
  await createReports(db);
  // Tables of one import each; one that belongs to no open job is a leftover.
  await sql`create schema staging`.execute(db);
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table job (
      id uuid primary key,
      accepted_no bigint generated always as identity,
      tenant_id text not null,
      entity text not null,
      importer_id text not null,
      mode text not null,
      dry_run boolean not null,
      on_invalid text not null,
      global_validation boolean not null default true,
      requested_by text not null,
      fingerprint text not null,
      idempotency_key text,
      retry_of uuid,
      -- A job outlives its schedule.
      schedule_id uuid,
      asset_path text not null,
      asset_sha256 text not null,
      asset_size bigint not null,
      asset_content_type text not null,
      body text not null default 'asset' check (body in ('asset', 'spooled', 'private')),
      body_deleted_at timestamptz,
      names_secret boolean not null default false,
      state text not null default 'queued',
      layout jsonb,
      rows_total bigint,
      warnings jsonb not null default '[]',
      counts jsonb,
      issues_by_code jsonb not null default '{}',
      error jsonb,
      integrity_version bigint,
      workflow_id text not null,
      workflow_started_at timestamptz,
      admitted_at timestamptz,
      waits_for_turn boolean not null default false,
      waits_for_approval boolean not null default false,
      approval jsonb,
      asked_at timestamptz,
      approved_at timestamptz,
      approved_by text,
      images text not null default 'none' check (images in ('none', 'kept', 'going')),
      -- How many before-images an erasure removed: an undo notices when others are missing.
      images_erased integer not null default 0,
      undo_no bigint,
      undo_workflow_id text,
      undo_requested_at timestamptz,
      undo_requested_by text,
      undo_waits_for_turn boolean not null default false,
      undo_ended_at timestamptz,
      undo jsonb,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      reports_deleted_at timestamptz
    )`.execute(db);
  const open = sql`where finished_at is null`;
  await sql`
    create index job_by_tenant on job (tenant_id, created_at desc, id desc);
    create index job_blob on job (tenant_id, asset_sha256);
    create index job_open on job (tenant_id, accepted_no) ${open};
    create index job_parked on job (tenant_id, accepted_no) ${open} and admitted_at is null;
    create index job_line on job (tenant_id, importer_id, entity, accepted_no) ${open} and not dry_run;
    create index job_undo_line on job (tenant_id, importer_id, entity, undo_no)
      where undo_no is not null and undo_ended_at is null;
    create index job_delivered on job (tenant_id, entity, importer_id)
      where state in ('complete', 'complete_with_rejects') and not dry_run;
    create index job_finished on job (finished_at) where finished_at is not null;
    create index job_images on job (finished_at) where images <> 'none';
    create index job_secret_body on job (id)
      where (body = 'private' or (body = 'spooled' and names_secret)) and body_deleted_at is null;
    create unique index job_idempotency_key on job (tenant_id, idempotency_key) where idempotency_key is not null;
    create unique index job_retry_of on job (retry_of) where retry_of is not null;
    create index job_by_schedule on job (schedule_id, created_at desc, id desc) where schedule_id is not null;
    create unique index job_open_run on job (schedule_id) where schedule_id is not null and finished_at is null
    `.execute(db);
  // The keys of repeated retries, which bind to the job that the first one made.
  await sql`
    create table retry_key (
      tenant_id text not null,
      key text not null,
      fingerprint text not null,
      job_id uuid not null references job on delete cascade,
      primary key (tenant_id, key)
    )`.execute(db);
  await sql`create index retry_key_job on retry_key (job_id)`.execute(db);
  // Apart from the job: a dry run ends its job's row from an old snapshot, which a newer version of it would refuse.
  await sql`
    create table job_check (
      job_id uuid primary key references job on delete cascade,
      checked_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table job_progress (
      job_id uuid primary key references job on delete cascade,
      stage text,
      percent integer not null,
      rows_read bigint not null,
      rows_per_second integer
    )`.execute(db);
  await sql`
    create table chunk (
      job_id uuid not null references job on delete cascade,
      no integer not null,
      byte_start bigint not null,
      byte_end bigint not null,
      first_line integer not null,
      rows integer not null,
      primary key (job_id, no)
    )`.execute(db);
}

/** What was found about a file's rows, and what jobs would do to stored ones. */
async function createReports(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table row_report (
      job_id uuid not null references job on delete cascade,
      line integer not null,
      byte_start bigint not null,
      byte_length integer not null,
      key text collate "C",
      outcome text not null check (outcome in ('valid', 'invalid')),
      issues jsonb not null,
      primary key (job_id, line)
    )`.execute(db);
  await sql`create index row_report_key on row_report (key) where key is not null`.execute(db);
  // A page of a job's invalid rows is read without its others.
  await sql`create index row_report_invalid on row_report (job_id, line) where outcome = 'invalid'`.execute(db);
  await sql`
    create table stored_row_report (
      job_id uuid not null references job on delete cascade,
      outcome text not null check (outcome in ('updated', 'deleted', 'moved_on')),
      id text collate "C" not null,
      differences jsonb,
      primary key (job_id, outcome, id)
    )`.execute(db);
  await sql`create index stored_row_report_id on stored_row_report (id)`.execute(db);
}
