import { type Kysely, sql } from "kysely";
import { processRole, requestRole, viewSchema } from "./roles.js";
import { ownSchema } from "./staging/own-tables.js";

/** Creates the roles of the processes. It runs before any migration, because no process works without the roles. */
export async function makeRoles(db: Kysely<unknown>): Promise<void> {
  await sql.raw(roles).execute(db);
}

/** Whether the rights of a database are set. A process that acts as a role waits for them. */
export async function hasRights(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select coalesce(has_function_privilege(to_regrole(${requestRole}), to_regproc('drop_hashes'), 'execute'), false) as has
    `.execute(db);
  return rows[0]?.has ?? false;
}

/**
 * Sets the rights of each role. Neither role owns a table, so neither can change the schema. Of audit events, requests
 * can change nothing; processes can delete them and update `object`, `before` and `after`. Requests see only the rows
 * of one tenant, by row-level security: tables with a tenant by the tenant, other tables by their job or schedule. COPY
 * cannot write to a table with row-level security, so requests read the tables that imports copy into through views.
 *
 * Idempotent, and part of every `migrate`: a new table has its rights before a process uses it.
 */
export async function setRights(db: Kysely<unknown>): Promise<void> {
  await sql.raw(rights).execute(db);
}

const roles = `
do $roles$
declare
  role text;
begin
  perform pg_advisory_xact_lock(hashtext('bulkhead rights'));
  foreach role in array array['${processRole}', '${requestRole}'] loop
    if not exists (select from pg_roles where rolname = role) then
      begin
        execute format('create role %I nologin', role);
      exception when duplicate_object or unique_violation then null; -- A migration of another database of the server made it.
      end;
    end if;
    if not pg_has_role(current_user, role, 'set') then
      execute format('grant %I to %I', role, current_user);
    end if;
    if has_database_privilege(current_user, current_database(), 'temporary with grant option') then
      execute format('grant temporary on database %I to %I', current_database(), role);
    elsif not has_database_privilege(role, current_database(), 'temporary') then
      raise exception 'role % lacks the right TEMPORARY on the database', role using errcode = 'insufficient_privilege';
    end if;
  end loop;
end $roles$`;

const rights = `
do $rights$
declare
  role text;
  named record;
  visible text;
  tenants constant text := 'tenant_id = (select current_setting(''bulkhead.tenant'', true))';
begin
  perform pg_advisory_xact_lock(hashtext('bulkhead rights'));
  drop schema if exists ${viewSchema} cascade;
  create schema ${viewSchema};
  grant usage on schema ${viewSchema} to ${requestRole};
  foreach role in array array['${processRole}', '${requestRole}'] loop
    execute format('grant usage on schema %I to %I', current_schema(), role);
    execute format('grant usage on schema ${ownSchema} to %I', role);
    execute format('grant usage, select on all sequences in schema %I to %I', current_schema(), role);
    execute format('grant execute on function end_sessions, drop_hashes to %I', role);
  end loop;

  -- The tables that imports have for themselves.
  grant create on schema ${ownSchema} to ${processRole};
  for named in
    select relname from pg_class
    where relnamespace = '${ownSchema}'::regnamespace and relkind = 'r' and relowner <> '${processRole}'::regrole
  loop
    begin
      execute format('alter table ${ownSchema}.%I owner to ${processRole}', named.relname);
    exception when undefined_table then null; -- Its import has ended.
    end;
  end loop;

  for named in
    select oid, relname, relrowsecurity,
      exists (select from pg_attribute where attrelid = oid and attname = 'tenant_id') as has_tenant,
      exists (select from pg_attribute where attrelid = oid and attname = 'schedule_id') as has_schedule,
      exists (select from pg_attribute where attrelid = oid and attname = 'job_id') as has_job,
      relname = 'row_report' or to_regclass('staged_' || relname) is not null as is_copied
    from pg_class
    where relnamespace = quote_ident(current_schema())::regnamespace and relkind = 'r'
  loop
    execute format('revoke all on %I from ${processRole}, ${requestRole}', named.relname);
    if named.relname like 'kysely%' or named.relname like 'staged\\_%' then
      execute format('grant select on %I to ${processRole}, ${requestRole}', named.relname);
      continue;
    elsif named.relname = 'audit_event' then
      execute format('grant select, insert, delete, update (object, before, after) on %I to ${processRole}', named.relname);
      execute format('grant select, insert on %I to ${requestRole}', named.relname);
    elsif named.relname = 'console_session' then
      execute format('grant select, insert, update, delete on %I to ${processRole}', named.relname);
    else
      execute format('grant select, insert, update, delete on %I to ${processRole}, ${requestRole}', named.relname);
    end if;

    if named.is_copied then
      execute format('revoke all on %I from ${requestRole}', named.relname);
      execute format('create view ${viewSchema}.%I with (security_barrier) as select * from %1$I where %s', named.relname,
        case when named.has_tenant then tenants else format('job_id in (select id from job where %s)', tenants) end);
      execute format('grant select on ${viewSchema}.%I to ${requestRole}', named.relname);
      continue;
    end if;
    visible := case
      when named.has_tenant then tenants
      when named.has_schedule then format('exists (select from schedule where schedule.id = %I.schedule_id)', named.relname)
      when named.has_job then format('exists (select from job where job.id = %I.job_id)', named.relname)
    end;
    continue when visible is null;
    if not exists (select from pg_policy where polrelid = named.oid and polname = 'of_process') then
      execute format('create policy of_process on %I to ${processRole} using (true)', named.relname);
    end if;
    if not exists (select from pg_policy where polrelid = named.oid and polname = 'of_tenant') then
      execute format('create policy of_tenant on %I to ${requestRole} using (%s)', named.relname, visible);
    end if;
    if not named.relrowsecurity then
      execute format('alter table %I enable row level security', named.relname);
    end if;
  end loop;
end $rights$`;
