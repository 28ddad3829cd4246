import { sql } from "kysely";
import type { IssueCode, Severity } from "../../domain/issue.js";
import type { Query } from "../database.js";

/** What issues can be counted by; a code is always part of it. */
export const groupings = ["code", "column", "value"] as const;
export type Grouping = (typeof groupings)[number];

/** The issues of a job that are alike in what they were counted by; null for the rest. */
export interface IssueGroup {
  readonly code: IssueCode;
  readonly severity: Severity;
  readonly column: string | null;
  readonly value: string | null;
  readonly count: number;
  /** The first line that has such an issue. */
  readonly firstLine: number;
}

/** The largest groups of a job's issues, the largest first. */
export async function groupIssues(
  db: Query,
  { jobId, by, limit }: { readonly jobId: string; readonly by: ReadonlySet<Grouping>; readonly limit: number },
): Promise<IssueGroup[]> {
  const column = by.has("column") ? sql`issue ->> 'column'` : sql`null::text`;
  const value = by.has("value") ? sql`issue ->> 'value'` : sql`null::text`;
  const { rows } = await sql<IssueGroup>`
    select issue ->> 'code' as code, issue ->> 'severity' as severity, ${column} as "column", ${value} as value,
      count(*) as count, min(line) as first_line
    from row_report, jsonb_array_elements(issues) as issue where job_id = ${jobId}
    group by 1, 2, 3, 4 order by count desc, first_line, 1, 3 limit ${limit}`.execute(db);
  return rows;
}
