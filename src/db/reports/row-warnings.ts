import { sql } from "kysely";
import type { IssueCode } from "../../domain/issue.js";
import type { Query } from "../database.js";

/** The rows of a job with one issue code: how many, and the first of them by line. */
export interface RowWarning {
  readonly code: IssueCode;
  readonly total: number;
  readonly rows: readonly {
    readonly line: number;
    readonly key: string | null;
    readonly column: string | null;
    readonly value: string | null;
  }[];
}

/** Returns the issues of a job's rows by code, each code with at most `limit` rows, in the order of the file. */
export async function groupRowIssues(db: Query, jobId: string, limit: number): Promise<RowWarning[]> {
  const { rows } = await sql<RowWarning>`
    select code, max(total) as total,
      jsonb_agg(jsonb_build_object('line', line, 'key', key, 'column', "column", 'value', value) order by line, place) as rows
    from (
      select issue ->> 'code' as code, line, key, issue ->> 'column' as "column", issue ->> 'value' as value,
        count(*) over rule as total, row_number() over (rule order by line) as place
      from row_report, jsonb_array_elements(issues) as issue
      where job_id = ${jobId} window rule as (partition by issue ->> 'code')
    ) as placed
    where place <= ${limit} group by code order by min(line), code`.execute(db);
  return rows;
}
