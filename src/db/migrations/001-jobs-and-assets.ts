import { type Kysely, sql } from "kysely";

/** Keys, assets, jobs, their stored plan, and what was found about rows. */
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
      requested_by text not null,
      fingerprint text not null,
      idempotency_key text,
      asset_path text not null,
      asset_sha256 text not null,
      asset_size bigint not null,
      asset_content_type text not null,
      state text not null default 'queued',
      layout jsonb,
      rows_total bigint,
      warnings jsonb not null default '[]',
      counts jsonb,
      issues_by_code jsonb not null default '{}',
      error jsonb,
      workflow_id text not null,
      workflow_started_at timestamptz,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    )`.execute(db);
  await sql`create index job_by_tenant on job (tenant_id, created_at desc, id desc)`.execute(db);
  await sql`create index job_blob on job (tenant_id, asset_sha256)`.execute(db);
  await sql`create index job_open on job (id) where finished_at is null`.execute(db);
  await sql`
    create unique index job_idempotency_key on job (tenant_id, idempotency_key) where idempotency_key is not null
    `.execute(db);
  // Apart from the job: a dry run ends its job's row from an old snapshot, which a newer version of it would refuse.
  await sql`
    create table job_check (
      job_id uuid primary key references job on delete cascade,
      checked_at timestamptz not null default now()
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
  await sql`
    create table row_report (
      job_id uuid not null references job on delete cascade,
      line integer not null,
      chunk_no integer not null,
      byte_start bigint not null,
      byte_length integer not null,
      outcome text not null check (outcome in ('valid', 'invalid')),
      issues jsonb not null,
      primary key (job_id, line)
    )`.execute(db);
  // Unlogged like the staging tables: after a crash both are empty, never one without the other.
  await sql`
    create unlogged table staged_chunk (
      job_id uuid not null,
      no integer not null,
      rows integer not null,
      invalid integer not null,
      issues_by_code jsonb not null,
      primary key (job_id, no)
    )`.execute(db);
}
