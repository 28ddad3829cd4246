import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../domain/entity.js";
import { stagingTable } from "./staged-rows.js";

/**
 * What a row will be after the import (section D 5), as SQL over `staged` and `stored`: a column absent from the
 * header keeps the stored value, an empty cell clears an optional field, a field with a default keeps its stored
 * value, a slug once made is kept.
 */
export function mergedValue(entity: Entity, name: string, columns: ReadonlySet<string>): RawBuilder<unknown> {
  const staged = sql.ref(`staged.${name}`);
  const stored = sql.ref(`stored.${name}`);
  const field = entity.fields[name];
  if (entity.slug?.field === name) {
    const generated = sql.ref("staged.generatedSlug");
    return columns.has(name)
      ? sql`coalesce(${staged}, ${stored}, ${generated})`
      : sql`coalesce(${stored}, ${generated})`;
  }
  if (field && field.defaultText !== null) {
    const fallback = sql`cast(${field.defaultText} as ${sql.raw(field.columnType)})`;
    return columns.has(name) ? sql`coalesce(${staged}, ${stored}, ${fallback})` : sql`coalesce(${stored}, ${fallback})`;
  }
  return columns.has(name) ? staged : stored;
}

/** A job's valid staged rows, each beside the stored row with its key, or beside nulls. */
export function stagedBesideStored(entity: Entity, job: { readonly id: string; readonly tenantId: string }) {
  const key = sql.ref(entity.key);
  return sql`
    ${sql.table(stagingTable(entity))} as staged
    left join ${sql.table(entity.name)} as stored
      on stored.tenant_id = ${job.tenantId} and stored.${key} = staged.${key}
    where staged.job_id = ${job.id} and staged.valid`;
}
