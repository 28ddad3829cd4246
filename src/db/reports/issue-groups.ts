import { sql } from "kysely";
import type { IssueCode, Severity } from "../../domain/issue.js";
import type { Query } from "../database.js";

/** The properties by which issues can be counted. The code is always one of them. */
export const groupings = ["code", "column", "value"] as const;
export type Grouping = (typeof groupings)[number];

/** Issues of a job with the same values in the properties they are counted by. The other properties are null. */
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
