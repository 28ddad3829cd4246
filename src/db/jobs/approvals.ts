import { sql } from "kysely";
import type { ApprovalQuestion, AskedChanges } from "../../domain/hold.js";
import type { JobCounts } from "../../domain/job.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { forgetReports } from "../reports/row-reports.js";
import { announceJob } from "../webhooks/announce-job.js";
import type { JobRow } from "./jobs.js";

/** The counts of a job that ended without writing rows. Other counts, such as that of valid rows, stay. */
export const nothingWritten = sql<null>`counts || '{"created": 0, "updated": 0, "unchanged": 0, "deleted": 0}'`;

/** The changes that a job would make, which a person has to approve first. */
export interface Proposal {
  readonly question: ApprovalQuestion;
  readonly counts: JobCounts;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/**
 * running → awaiting_approval. Stores the rows of `leaving_row` as those that would be deleted. Returns false if the
 * job had ended; the transaction must then be rolled back.
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

/** Stores the rows that a job would delete, those of `leaving_row`, in place of the rows stored before. */
export async function keepProposedDeletions(trx: Query, id: string): Promise<void> {
  await forgetProposedDeletions(trx, id);
  await sql`
    insert into stored_row_report (job_id, outcome, id) select ${id}::uuid, 'deleted', id from leaving_row
    `.execute(trx);
}

/**
 * Deletes the list of rows that a job would delete. Once the rows are deleted, their before-images show which they
 * were.
 */
export async function forgetProposedDeletions(trx: Query, id: string): Promise<void> {
  await trx.deleteFrom("storedRowReport").where("jobId", "=", id).where("outcome", "=", "deleted").execute();
}

/** Returns whether a row would be deleted that the person was not shown. */
export async function leavesUnshown(trx: Query, id: string): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from leaving_row where not exists (
      select from stored_row_report as shown
      where shown.job_id = ${id} and shown.outcome = 'deleted' and shown.id = leaving_row.id)`.execute(trx);
  return rows[0]?.count !== 0;
}

/**
 * awaiting_approval → running, because a person approved. Returns undefined if no question is open, or only one from
 * another time.
 *
 * @param askedAt the time of the question that is answered, to the millisecond; null: any open question
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

/**
 * Ends the approval wait of a job whose workflow has received the approval. The counts and reports found before are
 * deleted, once; the job finds them again.
 */
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

/**
 * Returns a job's open question, and how long it can still be answered, in milliseconds; null if no question is open.
 */
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

/** Approved jobs whose workflow has not received the signal. */
export const approvalUnheard = sql`waits_for_approval and state = 'running'`;
