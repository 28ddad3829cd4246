import { sql } from "kysely";
import type { ApprovalQuestion, AskedChanges } from "../../domain/hold.js";
import type { JobCounts } from "../../domain/job.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { forgetReports } from "../reports/row-reports.js";
import { announceJob } from "../webhooks/announce-job.js";
import type { JobRow } from "./jobs.js";

/** The counts of a job that would have written and did not; how many rows are valid stays true. */
export const nothingWritten = sql<null>`counts || '{"created": 0, "updated": 0, "unchanged": 0, "deleted": 0}'`;

/** What a job would do, which a person has to approve first. */
export interface Proposal {
  readonly question: ApprovalQuestion;
  readonly counts: JobCounts;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/**
 * running → awaiting_approval, with the rows of `leaving_row` as those that would go; false when the job had ended, and
 * the transaction must go back.
 */
export async function askApproval(trx: Query, id: string, proposal: Proposal): Promise<boolean> {
  const { question, counts, issuesByCode } = proposal;
  await keepProposedDeletions(trx, id);
  const asked = await trx
    .updateTable("job")
    .set({
      state: "awaiting_approval",
      counts: JSON.stringify(counts),
      issuesByCode: JSON.stringify(issuesByCode),
      approval: JSON.stringify(question),
      askedAt: sql`clock_timestamp()`,
      approvedAt: null,
      approvedBy: null,
      waitsForApproval: true,
    })
    .where("id", "=", id)
    .where("state", "=", "running")
    .returningAll()
    .executeTakeFirst();
  if (asked) await announceJob(trx, asked);
  return asked !== undefined;
}

/** Keeps which rows a job would delete: those of `leaving_row`, in place of what was kept before. */
export async function keepProposedDeletions(trx: Query, id: string): Promise<void> {
  await forgetProposedDeletions(trx, id);
  await sql`
    insert into stored_row_report (job_id, outcome, id) select ${id}::uuid, 'deleted', id from leaving_row
    `.execute(trx);
}

/** Once a job has deleted rows, their before-images tell which. */
export async function forgetProposedDeletions(trx: Query, id: string): Promise<void> {
  await trx.deleteFrom("storedRowReport").where("jobId", "=", id).where("outcome", "=", "deleted").execute();
}

/** Whether a row would be deleted that the person was not shown. */
export async function leavesUnshown(trx: Query, id: string): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from leaving_row where not exists (
      select from stored_row_report as shown
      where shown.job_id = ${id} and shown.outcome = 'deleted' and shown.id = leaving_row.id)`.execute(trx);
  return rows[0]?.count !== 0;
}

/**
 * awaiting_approval → running: a person approved; undefined where nothing was asked, or not at that time.
 *
 * @param askedAt of the question that is answered, to the millisecond; null: whichever is open
 */
export async function approveJob(
  trx: Query,
  id: string,
  approvedBy: string,
  askedAt: string | null,
): Promise<JobRow | undefined> {
  const isMeant = sql<boolean>`(${askedAt}::timestamptz is null or date_trunc('milliseconds', asked_at) = ${askedAt}::timestamptz)`;
  const approved = await trx
    .updateTable("job")
    .set({ state: "running", approvedBy, approvedAt: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where("state", "=", "awaiting_approval")
    .where(isMeant)
    .returningAll()
    .executeTakeFirst();
  if (!approved) return undefined;
  const { tenantId, counts } = approved;
  const { created = null, updated = null, deleted = null } = counts ?? {};
  const after = { created, updated, deleted };
  await recordAudit(trx, { tenantId, action: "job.approved", object: `job:${id}`, after });
  return approved;
}

/** A workflow has heard that its job was approved: what was found before is forgotten once, and will be found again. */
export async function endApprovalWait(trx: Query, id: string): Promise<void> {
  const result = await trx
    .updateTable("job")
    .set({ waitsForApproval: false, counts: null, issuesByCode: JSON.stringify({}) })
    .where("id", "=", id)
    .where("state", "=", "running")
    .where("waitsForApproval", "=", true)
    .executeTakeFirst();
  if (result.numUpdatedRows === 1n) await forgetReports(trx, id);
}

/** What a job asks, and how long it may still be answered, in milliseconds; null where nothing is asked. */
export async function openQuestion(
  db: Query,
  id: string,
  withinSeconds: number,
): Promise<{ readonly withinMs: number; readonly asked: AskedChanges } | null> {
  const { rows } = await sql<AskedRow>`
    select until, greatest(0, ceil(extract(epoch from until - clock_timestamp()) * 1000))::bigint as within_ms,
      coalesce((counts ->> 'created')::bigint, 0) as created, coalesce((counts ->> 'updated')::bigint, 0) as updated,
      coalesce((counts ->> 'deleted')::bigint, 0) as deleted, coalesce((approval ->> 'owned')::bigint, 0) as owned
    from (
      select counts, approval, asked_at + ${withinSeconds}::bigint * interval '1 second' as until
      from job where id = ${id} and state = 'awaiting_approval'
    ) as question`.execute(db);
  const [question] = rows;
  if (!question) return null;
  const { withinMs, until, ...changes } = question;
  return { withinMs, asked: { ...changes, until: until.toISOString() } };
}

interface AskedRow extends Required<Omit<AskedChanges, "until">> {
  readonly until: Date;
  readonly withinMs: number;
}

/** Jobs that were approved and whose workflow has not had the signal. */
export const approvalUnheard = sql`waits_for_approval and state = 'running'`;
