import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { secretMask } from "../../domain/issue.js";
import type { Query } from "../database.js";
import { imageTable } from "../rows/before-images.js";
import type { StoredRowReportTable } from "../schema.js";

/** A stored or deleted row: its id and its columns. Secrets are masked. */
export interface ShownRow {
  readonly id: string;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface ShownRows {
  readonly jobId: string;
  readonly tenantId: string;
  readonly entity: Entity;
  readonly afterId: string;
  readonly limit: number;
}

/** Returns a page of the rows that a job deleted, by id, with their values before the deletion. */
export async function listDeletedRows(db: Query, { jobId, tenantId, entity, afterId, limit }: ShownRows) {
  const { rows } = await sql<ShownRow>`
    select gone.id, ${recordOf(entity, "gone")} as record from ${sql.table(imageTable(entity))} as gone
    where changed_by = ${jobId} and change = 'deleted' and tenant_id = ${tenantId} and gone.id > ${afterId}
    order by gone.id limit ${limit}`.execute(db);
  return rows;
}

/**
 * Returns a page of the stored rows in a job's report, by id, with their current values. Of rows that do not exist,
 * only the id is returned.
 */
export async function listReportedStored(
  db: Query,
  outcome: StoredRowReportTable["outcome"],
  { jobId, tenantId, entity, afterId, limit }: ShownRows,
) {
  const { rows } = await sql<ShownRow>`
    select report.id, case when stored.tenant_id is null then json_build_object('id', report.id) else ${recordOf(entity, "stored")} end as record
    from stored_row_report as report
    left join ${sql.table(entity.name)} as stored
      on stored.id = report.id and stored.tenant_id = ${tenantId}
    where report.job_id = ${jobId} and report.outcome = ${outcome} and report.id > ${afterId}
    order by report.id limit ${limit}`.execute(db);
  return rows;
}

/** The fields of a row as JSON, in the order of the entity. */
function recordOf(entity: Entity, row: string): RawBuilder<unknown> {
  const pairs = Object.entries(entity.fields).map(
    ([name, field]) => sql`${sql.lit(name)}, ${shownField(sql.ref(`${row}.${name}`), field)}`,
  );
  return sql`json_build_object(${sql.join(pairs)})`;
}

/** A column as JSON, as records show it. A secret that is not null is masked. */
export function shownField(
  value: RawBuilder<unknown>,
  { secret, columnType }: Pick<Entity["fields"][string], "secret" | "columnType">,
): RawBuilder<unknown> {
  if (secret) return sql`case when ${value} is null then null else to_jsonb(${secretMask}::text) end`;
  if (columnType !== "timestamp with time zone") return sql`to_jsonb(${value})`;
  return sql`to_jsonb(to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
}
