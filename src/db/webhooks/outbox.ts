import { type RawBuilder, sql } from "kysely";
import type { DueDelivery } from "../../domain/webhooks/delivery.js";
import { eventBody, type TenantEvent } from "../../domain/webhooks/event.js";
import type { Query } from "../database.js";
import { tryLockUntilCommit } from "../lock.js";

/**
 * Inserts a delivery of an event for each webhook of the tenant that subscribes to it, in the transaction that causes
 * the event. A webhook by mail gets all events of the transaction in one delivery, one line of its body each.
 */
export async function announce(trx: Query, event: TenantEvent): Promise<void> {
  await announcement(event).execute(trx);
}

/**
 * Returns the statement of `announce` as a part of the statement that causes the event.
 *
 * @param given the condition under which the event happens
 */
export function announcement({ tenantId, type, data }: TenantEvent, given: RawBuilder<unknown> = sql`true`) {
  return sql`
    insert into webhook_delivery as delivery (tenant_id, webhook_id, event, body, digest)
    select tenant_id, id, ${type}, ${eventBody(type, data, new Date())},
      case when sealed is null then pg_current_xact_id() || ' ' || now() end
    from webhook where tenant_id = ${tenantId} and disabled_at is null and ${type} = any(events) and ${given}
    on conflict (webhook_id, digest) where digest is not null
      do update set event = excluded.event, body = delivery.body || E'\\n' || excluded.body`;
}

/** The maximum number of deliveries to one webhook at a time. */
export const mostInFlight = 10;
/** A process that claimed a delivery counts as dead if it has not started the workflow after so long. */
const claimedSeconds = 20;
/** A workflow whose attempt is so late counts as lost, and is started again. */
const lostMinutes = 15;

const unstarted = sql`state = 'pending' and workflow_started_at is null`;
const started = sql`state = 'pending' and workflow_started_at is not null`;

/**
 * Claims the deliveries whose workflows have to be started, the oldest of each webhook. Each delivery goes to one
 * caller only. Returns none while another process claims some. At most `mostInFlight` deliveries to each webhook are
 * under way, so that a slow server does not delay the others.
 */
export async function claimDue(trx: Query): Promise<DueDelivery[]> {
  if (!(await tryLockUntilCommit(trx, "outbox"))) return [];
  const isTaken = sql`coalesce(claimed_at > now() - ${claimedSeconds} * interval '1 second', false)`;
  const isOurs = sql`webhook_id = waiting.webhook_id`;
  const underWay = sql`
    (select count(*) from webhook_delivery where ${isOurs} and ${started} and next_attempt_at is null)
    + (select count(*) from webhook_delivery where ${isOurs} and ${started} and next_attempt_at <= now())
    + (select count(*) from (
        select from webhook_delivery where ${isOurs} and ${unstarted} and ${isTaken} limit ${mostInFlight}
      ) as taken)`;
  const { rows } = await sql<DueDelivery>`
    with recursive waiting as (
      (select webhook_id from webhook_delivery where ${unstarted} order by webhook_id limit 1)
      union all
      select (
        select webhook_id from webhook_delivery where ${unstarted} and webhook_delivery.webhook_id > waiting.webhook_id
        order by webhook_id limit 1
      ) from waiting where webhook_id is not null
    )
    update webhook_delivery set claimed_at = now() where id in (
      select due.id from waiting cross join lateral (
        select id from webhook_delivery where ${isOurs} and ${unstarted} and not ${isTaken}
        order by created_at limit greatest(0, ${mostInFlight} - (${underWay}))
      ) as due
    ) returning id, tenant_id, round, round > 0 and attempts = 0 as restarts`.execute(trx);
  return rows;
}

/** Records that Temporal has the workflow of a delivery, unless the delivery was to be sent again since. */
export async function markDeliveryStarted(db: Query, { id, round }: DueDelivery): Promise<void> {
  await db
    .updateTable("webhookDelivery")
    .set({ workflowStartedAt: sql`coalesce(workflow_started_at, now())` })
    .where("id", "=", id)
    .where("round", "=", round)
    .execute();
}

/** Resets deliveries whose workflow is lost, as after a restore of Temporal from a backup, so that they start again. */
export async function releaseLost(db: Query): Promise<void> {
  await sql`
    update webhook_delivery set workflow_started_at = null, claimed_at = null
    where state = 'pending' and workflow_started_at < now() - ${lostMinutes} * interval '1 minute'
      and coalesce(next_attempt_at, workflow_started_at) < now() - ${lostMinutes} * interval '1 minute'`.execute(db);
}
