import { type Kysely, sql } from "kysely";

/** The global validation's findings, kept current; bodies that lie apart; whose row a report is about. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A finding holds from one version of its tenant's findings to another, so that every job can show those it left.
  await sql`
    create table integrity_version (
      tenant_id text primary key,
      version bigint not null
    )`.execute(db);
  await sql`
    create table integrity_issue (
      tenant_id text not null,
      entity text not null,
      code text not null,
      field text not null,
      id text collate "C" not null,
      target_entity text not null,
      target_id text collate "C" not null,
      since_version bigint not null,
      until_version bigint,
      -- In the order in which findings are counted and paged.
      primary key (tenant_id, entity, code, field, id, target_id, since_version)
    )`.execute(db);
  const open = sql`where until_version is null`;
  await sql`create index integrity_issue_subject on integrity_issue (id, entity, tenant_id) ${open}`.execute(db);
  await sql`
    create index integrity_issue_target on integrity_issue (target_id, target_entity, tenant_id) ${open}`.execute(db);
  await sql`
    create index integrity_issue_closed on integrity_issue (tenant_id, until_version)
      where until_version is not null`.execute(db);
  // What a dry run would change about the findings; "opened" false: it would be resolved.
  await sql`
    create table integrity_preview (
      job_id uuid not null references job on delete cascade,
      opened boolean not null,
      entity text not null,
      id text collate "C" not null,
      code text not null,
      field text not null,
      target_entity text not null,
      target_id text collate "C" not null,
      primary key (job_id, entity, id, code, field, target_id)
    )`.execute(db);
  await sql`
    create table erased_subject (
      tenant_id text not null,
      entity text not null,
      id_hash text not null,
      erased_at timestamptz not null default now(),
      primary key (tenant_id, entity, id_hash)
    )`.execute(db);
  await sql`
    alter table job
      add global_validation boolean not null default true,
      add integrity_version bigint,
      add body text not null default 'asset' check (body in ('asset', 'spooled', 'private')),
      add body_deleted_at timestamptz`.execute(db);
  await sql`create index job_private_body on job (id) where body = 'private' and body_deleted_at is null`.execute(db);
  await sql`alter table row_report add key text collate "C"`.execute(db);
  await sql`create index row_report_key on row_report (key) where key is not null`.execute(db);
}
