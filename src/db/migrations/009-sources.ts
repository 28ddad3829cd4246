import { type Kysely, sql } from "kysely";

/** Files on other servers, and the credentials that open them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table credential (
      tenant_id text not null,
      name text not null,
      -- What may be shown of it; its secrets are sealed.
      shown jsonb not null,
      sealed text not null,
      changed_by text not null,
      changed_at timestamptz not null default now(),
      primary key (tenant_id, name)
    )`.execute(db);
  await sql`alter table schedule add column source_url text, add column source_auth text`.execute(db);
  await sql`
    alter table job add column source_url text, add column source_auth text, add column source_version text`.execute(
    db,
  );
}
