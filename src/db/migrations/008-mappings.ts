import { type Kysely, sql } from "kysely";

/**
 * How the files of an importer say what the fields of an entity are; a job keeps the mapping that it was accepted with.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table mapping (
      tenant_id text not null,
      importer_id text not null,
      entity text not null,
      version integer not null generated always as identity,
      definition jsonb not null,
      changed_by text not null,
      changed_at timestamptz not null default now(),
      primary key (tenant_id, importer_id, entity)
    )`.execute(db);
  await sql`alter table job add column mapping jsonb`.execute(db);
}
