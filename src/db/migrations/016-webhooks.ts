import { type Kysely, sql } from "kysely";

/** The webhooks, and the outbox of their events. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook (
      id uuid primary key,
      tenant_id text not null,
      url text not null,
      events text[] not null,
      -- Certificates that are trusted in place of the public ones, in PEM.
      ca text,
      -- What events are signed with; null: they are mailed.
      sealed text,
      -- The secret before the last rotation, which signs as well until then.
      former_sealed text,
      former_until timestamptz,
      failing_since timestamptz,
      disabled_at timestamptz,
      disabled_because text check (disabled_because in ('asked', 'gone', 'failing')),
      created_by text not null,
      created_at timestamptz not null default now(),
      check ((disabled_at is null) = (disabled_because is null)),
      check ((former_sealed is null) = (former_until is null))
    )`.execute(db);
  await sql`create index webhook_listed on webhook (tenant_id, created_at, id)`.execute(db);
  await sql`
    create table webhook_delivery (
      id uuid primary key default gen_random_uuid(),
      tenant_id text not null,
      -- Without a reference: what is told of a webhook that is being deleted waits for nothing.
      webhook_id uuid not null,
      event text not null,
      body text not null,
      state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
      -- How often it was sent again; attempts are counted anew each time.
      round integer not null default 0,
      attempts integer not null default 0,
      last_attempt_at timestamptz,
      last_answer text,
      next_attempt_at timestamptz,
      -- Of a mail: the transaction whose events it tells together.
      digest text,
      -- When a process took it to start its workflow, and when Temporal had that.
      claimed_at timestamptz,
      workflow_started_at timestamptz,
      created_at timestamptz not null default clock_timestamp(),
      ended_at timestamptz,
      check ((state = 'pending') = (ended_at is null))
    )`.execute(db);
  await sql`
    create index webhook_delivery_listed on webhook_delivery (webhook_id, created_at desc, id desc)`.execute(db);
  await sql`
    create index webhook_delivery_unstarted on webhook_delivery (webhook_id, created_at)
      where state = 'pending' and workflow_started_at is null`.execute(db);
  await sql`
    create index webhook_delivery_started on webhook_delivery (webhook_id, next_attempt_at)
      where state = 'pending' and workflow_started_at is not null`.execute(db);
  await sql`
    create index webhook_delivery_waiting on webhook_delivery (workflow_started_at) where state = 'pending'`.execute(
    db,
  );
  await sql`
    create unique index webhook_delivery_digest on webhook_delivery (webhook_id, digest) where digest is not null
    `.execute(db);
  // How a job changed the findings; null: it has not ended, or ended before this was kept.
  await sql`alter table job add column findings_opened bigint, add column findings_closed bigint`.execute(db);
  await sql`create index webhook_delivery_ended on webhook_delivery (ended_at) where ended_at is not null`.execute(db);
}
