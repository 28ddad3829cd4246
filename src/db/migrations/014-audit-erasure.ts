import { type Kysely, sql } from "kysely";

/**
 * An erasure takes the path of a file out of an event, and nothing else of it. Events are found by their action and
 * their time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and old.at < now() - interval '30 days' then return old; end if;
      if tg_op = 'UPDATE'
        and (new.object is not distinct from old.object
          or new.object = 'asset:[erased]' and starts_with(old.object, 'asset:'))
        and (new.before - 'asset') is not distinct from (old.before - 'asset')
        and (new.after - 'asset') is not distinct from (old.after - 'asset')
        and (new.before ? 'asset') is not distinct from (old.before ? 'asset')
        and (new.after ? 'asset') is not distinct from (old.after ? 'asset')
        and coalesce(new.before ->> 'asset', '[erased]') in ('[erased]', old.before ->> 'asset')
        and coalesce(new.after ->> 'asset', '[erased]') in ('[erased]', old.after ->> 'asset')
        and (to_jsonb(new) - '{object,before,after}'::text[]) = (to_jsonb(old) - '{object,before,after}'::text[])
      then return new; end if;
      raise exception 'audit events are only added' using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`grant update on audit_event to current_user`.execute(db);
  await sql`alter table audit_event disable trigger audit_event_unchanged`.execute(db);
  await sql`update audit_event set action = 'job.undo_requested' where action = 'job.undone'`.execute(db);
  await sql`alter table audit_event enable trigger audit_event_unchanged`.execute(db);
  await sql`create index audit_event_action on audit_event (tenant_id, action, no)`.execute(db);
  await sql`create index audit_event_tenant_at on audit_event (tenant_id, at)`.execute(db);
}
