import { sql } from "kysely";
import { withoutWebhook } from "../domain/webhooks/delivery.js";
import { testEvent } from "../domain/webhooks/event.js";
import type { Query } from "./database.js";

/** The state of the whole service, over all tenants. Times are in seconds; 0 if there is no such job or delivery. */
export interface StateFigures {
  /** Jobs that have not ended, by state. */
  readonly open: readonly { readonly state: string; readonly count: number }[];
  /** Jobs that ended within the last hour; `code` is the error code of a failed job. */
  readonly ended: readonly { readonly state: string; readonly code: string | null; readonly count: number }[];
  /** Jobs that wait because their tenants are at their limits. */
  readonly parked: number;
  /** Jobs that wait behind an import of the same importer and entity. */
  readonly waitingForTurn: number;
  /** The longest time that a job has had a place without starting. */
  readonly queuedSeconds: number;
  /** The longest time that a job has had a place without any process starting its workflow at Temporal. */
  readonly unstartedSeconds: number;
  /**
   * The longest time that a job has been running. A job that waits for another import, or for a file of it that waits,
   * does not count.
   */
  readonly runningSeconds: number;
  /** The longest time that a job has waited for an approval. */
  readonly awaitingApprovalSeconds: number;
  readonly schedulesPaused: number;
  readonly schedulesLate: number;
  /** Webhooks that were disabled within the last day, and not by a person. */
  readonly webhooksDisabled: number;
  readonly deliveriesPending: number;
  /** The longest time that an attempt of a delivery with a started workflow has been due. */
  readonly deliveriesOverdueSeconds: number;
  /** Deliveries that were given up within the last hour, because their servers did not accept them. */
  readonly deliveriesFailed: number;
  readonly findingsOpen: number;
  readonly keysExpiring: number;
}

/** The highest count of open findings and of pending deliveries. */
export const mostCounted = 100_000;
/** A key counts as expiring if it expires within so many days, and was used within as many days. */
export const expiryDays = 7;

const secondsSince = (moment: string) => sql`coalesce(extract(epoch from now() - min(${sql.raw(moment)})), 0)::float8`;
const openJobs = sql`from job where finished_at is null`;
const waits = sql`(waits_for_turn or state = 'awaiting_approval')`;
const lastHour = sql`now() - interval '1 hour'`;

/** Reads all figures in one statement, from indexes of open, pending or recent rows. */
export async function readStateFigures(db: Query): Promise<StateFigures> {
  const { rows } = await sql<StateFigures>`
    select
      (select coalesce(json_agg(of_state), '[]') from (
        select state, count(*) ${openJobs} group by state
      ) as of_state) as open,
      (select coalesce(json_agg(of_end), '[]') from (
        select state, error ->> 'code' as code, count(*) from job where finished_at > ${lastHour} group by 1, 2
      ) as of_end) as ended,
      (select count(*) ${openJobs} and admitted_at is null) as parked,
      (select count(*) ${openJobs} and waits_for_turn) as waiting_for_turn,
      (select ${secondsSince("admitted_at")} ${openJobs} and state = 'queued') as queued_seconds,
      (select ${secondsSince("admitted_at")} ${openJobs} and state = 'queued' and workflow_started_at is null)
        as unstarted_seconds,
      (select ${secondsSince("greatest(started_at, approved_at)")} ${openJobs} and state = 'running' and not ${waits}
        and not exists (select from job as part where part.package_id = job.id and part.finished_at is null and ${waits}))
        as running_seconds,
      (select ${secondsSince("asked_at")} ${openJobs} and state = 'awaiting_approval') as awaiting_approval_seconds,
      (select count(*) from schedule where paused) as schedules_paused,
      (select count(*) from schedule where late_since is not null) as schedules_late,
      (select count(*) from webhook where disabled_because <> 'asked' and disabled_at > now() - interval '1 day')
        as webhooks_disabled,
      (select count(*) from (
        select from webhook_delivery where state = 'pending' limit ${mostCounted}
      ) as pending) as deliveries_pending,
      (select greatest(${secondsSince("coalesce(next_attempt_at, workflow_started_at)")}, 0) from webhook_delivery
        where state = 'pending' and workflow_started_at is not null) as deliveries_overdue_seconds,
      (select count(*) from webhook_delivery where state = 'failed' and ended_at > ${lastHour}
        and event <> ${testEvent}
        and last_answer not in (${withoutWebhook.disabled}, ${withoutWebhook.deleted})) as deliveries_failed,
      (select count(*) from (
        select from integrity_issue where until_version is null limit ${mostCounted}
      ) as open_finding) as findings_open,
      (select count(*) from api_key
        where revoked_at is null and replaced_by is null and expires_at > now()
          and expires_at < now() + make_interval(days => ${expiryDays})
          and last_used_at > now() - make_interval(days => ${expiryDays})) as keys_expiring`.execute(db);
  const [figures] = rows;
  if (!figures) throw new Error("the figures are one row");
  return figures;
}
