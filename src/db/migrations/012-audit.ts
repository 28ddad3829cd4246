import { type Kysely, sql } from "kysely";

/** Who did what. Events are only added: a trigger refuses to change them, or to delete one before it is a month old. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_event (
      no bigint generated always as identity primary key,
      at timestamptz not null default clock_timestamp(),
      tenant_id text not null,
      actor_kind text not null,
      actor_id text,
      actor_name text not null,
      action text not null,
      object text collate "C",
      request_id text,
      address text,
      before jsonb,
      after jsonb,
      count integer not null default 1
    )`.execute(db);
  await sql`create index audit_event_tenant on audit_event (tenant_id, no)`.execute(db);
  await sql`create index audit_event_at on audit_event (at)`.execute(db);
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and old.at < now() - interval '30 days' then return old; end if;
      raise exception 'audit events are only added' using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger audit_event_unchanged before update or delete on audit_event
      for each row execute function refuse_audit_change()`.execute(db);
  await sql`
    create trigger audit_event_kept before truncate on audit_event
      for each statement execute function refuse_audit_change()`.execute(db);
  await sql`revoke update, truncate on audit_event from current_user`.execute(db);
}
