import { sql } from "kysely";
import { deleteMark } from "../../domain/delete-mark.js";
import type { ImportMode } from "../../domain/job.js";
import type { Query } from "../database.js";
import { analyzeTable, fewRows } from "../planner.js";
import type { ApplyContext } from "./decide-rows.js";

/** Creates the transaction's temporary table of the keys that a file marks for deletion. */
export async function createSentDeletions(trx: Query): Promise<void> {
  await sql`
    create temporary table sent_deletion (
      line integer primary key, byte_start bigint not null, byte_length integer not null, id text collate "C" not null
    ) on commit drop`.execute(trx);
}

/** The columns of `sent_deletion`, in the order in which a codec yields them. */
export const sentDeletionColumns = ["line", "byteStart", "byteLength", "id"] as const;

/** The outcome of the rows that mark their key for deletion. */
export interface SentDeletions {
  /** How many such rows are valid. */
  readonly rows: number;
  /** How many stored rows will be deleted; their keys are in `leaving_row`. */
  readonly leaving: number;
}

/**
 * Decides about the rows that mark their key for deletion. The modes `create` and `update` reject all of them. A row
 * that repeats an id was rejected before. Of the rest, the keys that the importer owns are collected in `leaving_row`,
 * and the other rows get a warning.
 */
export async function collectSentDeletions(trx: Query, job: ApplyContext, mode: ImportMode): Promise<SentDeletions> {
  if (mode === "create" || mode === "update") await refuse(trx, job, mode);
  await sql`
    delete from sent_deletion using row_report as report
    where report.job_id = ${job.id} and report.line = sent_deletion.line and report.outcome = 'invalid'`.execute(trx);
  const stored = sql`${sql.table(job.entity.name)} as stored`;
  const isSame = sql`stored.tenant_id = ${job.tenantId} and stored.id = sent.id`;
  const { rows } = await sql<{ rows: number; leaving: number }>`
    with leaving as (
      insert into leaving_row (id)
      select sent.id from sent_deletion as sent join ${stored} on ${isSame} and stored.importer_id = ${job.importerId}
      returning id
    ), reported as (
      insert into row_report (job_id, line, byte_start, byte_length, key, outcome, issues)
      select ${job.id}, sent.line, sent.byte_start, sent.byte_length, sent.id, 'valid', jsonb_build_array(jsonb_build_object(
        'line', sent.line, 'column', 'id', 'code', 'NOTHING_TO_DELETE', 'severity', 'warning', 'value', left(sent.id, 200),
        'message', coalesce('The row belongs to the importer ' || stored.importer_id || '.', 'No row with this id is stored.'),
        'hint', 'Nothing has to be done; only rows that the importer owns are deleted.'))
      from sent_deletion as sent left join ${stored} on ${isSame}
      where stored.importer_id is distinct from ${job.importerId}
      on conflict (job_id, line) do update set issues = row_report.issues || excluded.issues
      returning line
    )
    select (select count(*) from sent_deletion) as rows, (select count(*) from leaving) as leaving`.execute(trx);
  const { rows: sent, leaving } = rows[0] ?? { rows: 0, leaving: 0 };
  if (leaving > fewRows) await analyzeTable(trx, "leavingRow");
  return { rows: sent, leaving };
}

async function refuse(trx: Query, job: ApplyContext, mode: ImportMode): Promise<void> {
  await sql`
    insert into row_report (job_id, line, byte_start, byte_length, key, outcome, issues)
    select ${job.id}, line, byte_start, byte_length, id, 'invalid', jsonb_build_array(jsonb_build_object(
      'line', line, 'column', ${deleteMark}::text, 'code', 'DELETE_NOT_ALLOWED', 'severity', 'error', 'value', null,
      'message', ${`The row says that its key goes, and the import was to ${mode} rows only.`}::text,
      'hint', 'Leave the row out, or import with the mode upsert.'))
    from sent_deletion
    on conflict (job_id, line) do update set outcome = 'invalid', issues = row_report.issues || excluded.issues
    `.execute(trx);
}
