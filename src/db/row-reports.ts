import { sql } from "kysely";
import { type IssueCode, inContractOrder } from "../domain/issue.js";
import type { Query } from "./database.js";

export interface ReportFilter {
  readonly jobId: string;
  readonly outcome: "valid" | "invalid";
  readonly code?: IssueCode | undefined;
  readonly column?: string | undefined;
  readonly afterLine: number;
  readonly limit: number;
}

/** A page of reported rows by line: where each stands in the file, and its issues. */
export async function listReportedRows(db: Query, { jobId, outcome, code, column, afterLine, limit }: ReportFilter) {
  let query = db
    .selectFrom("rowReport")
    .select(["line", "byteStart", "byteLength", "issues"])
    .where("jobId", "=", jobId)
    .where("outcome", "=", outcome)
    .where("line", ">", afterLine);
  if (code !== undefined || column !== undefined) {
    const wanted = JSON.stringify([{ ...(code && { code }), ...(column !== undefined && { column }) }]);
    query = query.where(sql<boolean>`issues @> ${wanted}::jsonb`);
  }
  const rows = await query.orderBy("line").limit(limit).execute();
  return rows.map((row) => ({ ...row, issues: row.issues.map(inContractOrder) }));
}

/** The reports of all rows between two lines, both included, by line. */
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

/** How many rows are invalid, and how many issues of each code there are, with the file's own warnings. */
export async function summarizeReports(db: Query, jobId: string) {
  const { invalid } = await db
    .selectFrom("rowReport")
    .select(sql<number>`count(*)`.as("invalid"))
    .where("jobId", "=", jobId)
    .where("outcome", "=", "invalid")
    .executeTakeFirstOrThrow();
  const codes = await sql<{ code: string; count: number }>`
    select code, count(*) as count from (
      select issue ->> 'code' as code from row_report, jsonb_array_elements(issues) as issue where job_id = ${jobId}
      union all
      select issue ->> 'code' from job, jsonb_array_elements(warnings) as issue where id = ${jobId}
    ) as found group by code`.execute(db);
  return { invalid, issuesByCode: Object.fromEntries(codes.rows.map(({ code, count }) => [code, count])) };
}

/** Forgets what was found about a job's rows, which will be found anew. */
export async function forgetReports(trx: Query, jobId: string): Promise<void> {
  await trx.deleteFrom("rowReport").where("jobId", "=", jobId).execute();
}
