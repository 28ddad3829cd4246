import { type RawBuilder, sql } from "kysely";
import { type Field, fingerprintColumn } from "../../domain/field.js";
import { longestValue } from "../../domain/issue.js";
import type { Difference } from "../../domain/stored-row.js";
import type { Query } from "../database.js";
import { differs } from "../rows/apply-rows.js";
import type { ApplyContext } from "../rows/decide-rows.js";
import { isNewSecret, mergedValue, stagedBesideStored } from "../rows/merged-row.js";
import { shownField } from "./stored-rows.js";

/** The number of rows in the sample: as many as a person reads. */
const sampleRows = 20;
/** The number of entries of a list that are shown. */
const sampleItems = 20;

/** The changes that an import would make to one row. */
export interface SampledRow {
  readonly id: string;
  readonly differences: readonly Difference[];
}

/** Stores the differences of the first rows of the file that would be updated, in place of the sample stored before. */
export async function keepDifferences(trx: Query, job: ApplyContext): Promise<void> {
  const { entity, importerId } = job;
  const ofFields = Object.entries(entity.fields).flatMap(([name, field]) =>
    name === "id" || !job.columns.has(name) ? [] : [fieldDifference(job, name, field)],
  );
  const ofOwner = sql`
    case when stored.importer_id <> ${importerId}
      then jsonb_build_object('field', 'importerId', 'stored', stored.importer_id, 'imported', ${importerId}::text) end`;
  await trx.deleteFrom("storedRowReport").where("jobId", "=", job.id).where("outcome", "=", "updated").execute();
  await sql`
    insert into stored_row_report (job_id, outcome, id, differences)
    select ${job.id}::uuid, 'updated', staged.id, (
      select jsonb_agg(difference) from unnest(array[${sql.join([...ofFields, ofOwner])}]) as difference
      where difference is not null)
    from ${stagedBesideStored(job)} and stored.tenant_id is not null and ${differs(job)}
    order by staged.line limit ${sampleRows}`.execute(trx);
}

/** One field's difference as JSON; null where there is none. */
function fieldDifference({ entity, columns }: ApplyContext, name: string, field: Field): RawBuilder<unknown> {
  const [stored, merged] = [sql.ref(`stored.${name}`), mergedValue(entity, name, columns)];
  const [before, after] = [shown(stored, field), shown(merged, field)];
  if (!field.hashed) {
    return sql`
      case when ${stored} is distinct from ${merged}
        then jsonb_build_object('field', ${sql.lit(name)}, 'stored', ${before}, 'imported', ${after}) end`;
  }
  // Only a fingerprint of a secret is staged. The report shows only that the secret would change.
  const imported = shownField(sql.ref(`staged.${fingerprintColumn(name)}`), field);
  return sql`
    case when ${isNewSecret(name)}
      then jsonb_build_object('field', ${sql.lit(name)}, 'stored', ${before}, 'imported', ${imported}) end`;
}

/** A value as reports show it: secrets masked, long values cut off. */
function shown(value: RawBuilder<unknown>, field: Field): RawBuilder<unknown> {
  if (field.columnType === "text") return shownField(sql`left(${value}, ${longestValue})`, field);
  if (field.columnType === "text[]") return shownField(sql`(${value})[1:${sql.lit(sampleItems)}]`, field);
  return shownField(value, field);
}

/** Returns the sampled rows of a job, by id. */
export async function listDifferences(db: Query, jobId: string): Promise<SampledRow[]> {
  const rows = await db
    .selectFrom("storedRowReport")
    .select(["id", "differences"])
    .where("jobId", "=", jobId)
    .where("outcome", "=", "updated")
    .orderBy("id")
    .execute();
  return rows.map(({ id, differences }) => ({ id, differences: differences ?? [] }));
}
