import { type RawBuilder, sql } from "kysely";
import type { IssueCode } from "../../domain/issue.js";
import type { Query } from "../database.js";
import { isOwnTable } from "../staging/own-tables.js";
import type { StagedJob } from "../staging/staging-tables.js";

/** A fault that only a comparison of many rows finds. */
export interface SetFault {
  readonly code: IssueCode;
  readonly column: string;
  readonly hint: string;
  /** Whether the report keeps the row's key; true by default. */
  readonly namesKey?: boolean;
  /** A query that gives `line`, `value` (or null) and `message` of each row to reject. */
  readonly losers: RawBuilder<unknown>;
}

/**
 * Marks staged rows as invalid and reports why. A row that already has this issue stays as it is, so that the statement
 * is idempotent. Returns the number of newly reported rows.
 */
export async function rejectStagedRows(trx: Query, job: StagedJob, fault: SetFault): Promise<number> {
  const { id: jobId, staging } = job;
  const { code, column, hint, losers, namesKey = true } = fault;
  const key = namesKey ? sql`staged.id` : sql`null::text`;
  const issue = sql`jsonb_build_array(jsonb_build_object(
    'line', line, 'column', ${column}::text, 'code', ${code}::text, 'severity', 'error',
    'value', left(value, 200), 'message', message, 'hint', ${hint}::text))`;
  const found = isOwnTable(staging) ? await collectLosers(trx, losers) : losers;
  if (found === null) return 0;
  const result = await sql`
    with losers as (${found}),
    rejected as (
      update ${sql.table(staging)} as staged set valid = false
      from losers where staged.line = losers.line
      returning staged.line, staged.byte_start, staged.byte_length, ${key} as key,
        losers.value, losers.message
    )
    insert into row_report (job_id, line, byte_start, byte_length, key, outcome, issues)
    select ${jobId}, line, byte_start, byte_length, key, 'invalid', ${issue} from rejected
    on conflict (job_id, line) do update set outcome = 'invalid', issues = row_report.issues || excluded.issues
    where not row_report.issues @> jsonb_build_array(jsonb_build_object('code', ${code}::text, 'column', ${column}::text))
    `.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/**
 * Stores the rows to reject in a temporary table, and returns a query of that table; null if there are none, which is
 * usual. Without the table the planner expects many, and reads all staged rows again to join them.
 */
async function collectLosers(trx: Query, losers: RawBuilder<unknown>): Promise<RawBuilder<unknown> | null> {
  await sql`drop table if exists loser`.execute(trx);
  await sql`create temporary table loser on commit drop as ${losers}`.execute(trx);
  const { rows } = await sql`select from loser limit 1`.execute(trx);
  return rows.length === 0 ? null : sql`select * from loser`;
}
