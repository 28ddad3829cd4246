import { sql } from "kysely";
import { type Issue, type IssueCode, inContractOrder } from "../../domain/issue.js";
import type { FileWarnings } from "../../domain/job.js";
import type { Query } from "../database.js";

/** An issue to search for. An undefined property matches any value. */
export interface IssueFilter {
  readonly code?: IssueCode | undefined;
  readonly column?: string | null | undefined;
  /** As the issue shows it. */
  readonly value?: string | null | undefined;
}

export interface ReportFilter extends IssueFilter {
  readonly jobId: string;
  readonly outcome: "valid" | "invalid";
  readonly afterLine: number;
  readonly limit: number;
}

/** Selects rejected rows: those of the given lines, and those with one of the given issues. */
export interface RejectFilter {
  readonly lines: readonly number[];
  readonly issues: readonly IssueFilter[];
}

/** A reported row: its place in the file, in bytes, and its issues. */
export interface ReportedRow {
  readonly line: number;
  readonly byteStart: number;
  readonly byteLength: number;
  readonly issues: readonly Issue[];
}

/** A page of reported rows. The next page begins after `nextLine`; null at the end. */
export interface ReportPage {
  readonly reports: readonly ReportedRow[];
  readonly nextLine: number | null;
}

/** The maximum number of reports that one page reads: a page with few matches ends early. */
export const mostReportsRead = 50_000;

/**
 * Returns a page of reported rows by line. Invalid rows have an index. All other conditions are checked report by
 * report.
 */
export async function listReportedRows(
  db: Query,
  { jobId, outcome, afterLine, limit, code, column, value }: ReportFilter,
): Promise<ReportPage> {
  const isAny = code === undefined && column === undefined && value === undefined;
  const hasIssue = isAny ? sql`true` : sql`issues @> ${containedIssue({ code, column, value })}::jsonb`;
  const { rows } = await sql<ReportedRow & { isLastRead: boolean; isWanted: boolean }>`
    select line, byte_start, byte_length, issues, no = ${mostReportsRead} as is_last_read, is_wanted from (
      select line, byte_start, byte_length, issues, row_number() over (order by line) as no,
        outcome = ${outcome} and ${hasIssue} as is_wanted
      from row_report
      where job_id = ${jobId} and line > ${afterLine} and ${outcome === "invalid" ? sql`outcome = 'invalid'` : sql`true`}
      order by line limit ${mostReportsRead}
    ) as report
    where is_wanted or no = ${mostReportsRead} order by line limit ${limit}`.execute(db);
  const last = rows.at(-1);
  const reports = rows.flatMap(({ isWanted, isLastRead, ...row }) =>
    isWanted ? [{ ...row, issues: row.issues.map(inContractOrder) }] : [],
  );
  return { reports, nextLine: last && (rows.length === limit || last.isLastRead) ? last.line : null };
}

/** A page of rejected rows by line: all of them, or those that the filter names. */
export async function listRejects(
  db: Query,
  {
    jobId,
    filter,
    afterLine,
    limit,
  }: Pick<ReportFilter, "jobId" | "afterLine" | "limit"> & { filter: RejectFilter | null },
): Promise<ReportPage> {
  const isWanted =
    filter === null
      ? sql`true`
      : sql`(line = any(${filter.lines}::int[]) or issues @> any(${filter.issues.map(containedIssue)}::jsonb[]))`;
  const { rows } = await sql<ReportedRow>`
    select line, byte_start, byte_length, issues from row_report
    where job_id = ${jobId} and outcome = 'invalid' and line > ${afterLine} and ${isWanted}
    order by line limit ${limit}`.execute(db);
  const reports = rows.map((row) => ({ ...row, issues: row.issues.map(inContractOrder) }));
  return { reports, nextLine: rows.length === limit ? (rows.at(-1)?.line ?? null) : null };
}

/** Returns the JSON that the issues of a report contain if one of them matches the filter. */
function containedIssue({ code, column, value }: IssueFilter): string {
  return JSON.stringify([{ code, column, value }]);
}

/** Returns the reports of all rows between two lines, both included, in no order. */
export async function reportsBetween(db: Query, jobId: string, fromLine: number, toLine: number) {
  const rows = await db
    .selectFrom("rowReport")
    .select(["line", "outcome", "issues"])
    .where("jobId", "=", jobId)
    .where("line", ">=", fromLine)
    .where("line", "<=", toLine)
    .execute();
  return rows.map((row) => ({ ...row, issues: row.issues.map(inContractOrder) }));
}

/** Counts the invalid rows of a job, and the issues of each code, with the file's own warnings. */
export async function summarizeReports(
  db: Query,
  { id: jobId, warnings }: { readonly id: string; readonly warnings: FileWarnings },
) {
  const { rows } = await sql<{ code: string | null; count: number }>`
    select code, count(*) as count from (
      select null as code from row_report where job_id = ${jobId} and outcome = 'invalid'
      union all
      select issue ->> 'code' from row_report, jsonb_array_elements(issues) as issue where job_id = ${jobId}
      union all
      select code from unnest(${warnings.map(({ code }) => code)}::text[]) as code
    ) as found group by code`.execute(db);
  const invalid = rows.find(({ code }) => code === null)?.count ?? 0;
  return {
    invalid,
    issuesByCode: Object.fromEntries(rows.flatMap(({ code, count }) => (code ? [[code, count]] : []))),
  };
}

/** Deletes the reports on a job's rows, which will be created again. */
export async function forgetReports(trx: Query, jobId: string): Promise<void> {
  await trx.deleteFrom("rowReport").where("jobId", "=", jobId).execute();
}
