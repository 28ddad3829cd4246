import { type Kysely, sql } from "kysely";

/** Findings of the global validation, versions of an entity's rows, and erased ids. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table integrity_version (
      tenant_id text primary key,
      version bigint not null
    )`.execute(db);
  // A finding holds from one version of its tenant's findings to another, so that every job can show those it left.
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
  await sql`
    create index integrity_issue_subject on integrity_issue (id, entity, tenant_id) ${open};
    create index integrity_issue_target on integrity_issue (target_id, target_entity, tenant_id) ${open};
    create index integrity_issue_closed on integrity_issue (tenant_id, until_version) where until_version is not null
    `.execute(db);
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
  // Raised by each transaction that writes rows of the entity, under the lock of the findings.
  await sql`
    create table entity_version (
      tenant_id text not null,
      entity text not null,
      version bigint not null,
      primary key (tenant_id, entity)
    )`.execute(db);
  await sql`
    create table erased_subject (
      tenant_id text not null,
      entity text not null,
      id_hash text not null,
      erased_at timestamptz not null default now(),
      primary key (tenant_id, entity, id_hash)
    )`.execute(db);
}
