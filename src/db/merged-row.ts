import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../domain/entity.js";
import { fingerprintColumn } from "../domain/field.js";
import type { StagedJob } from "./staging-tables.js";

/** The columns of an entity's table that an import writes: its fields, and what tells a hashed one's change. */
export function importedColumns(entity: Entity): string[] {
  return Object.entries(entity.fields).flatMap(([name, { hashed }]) =>
    hashed ? [name, fingerprintColumn(name)] : [name],
  );
}

/** The fingerprint column that says whether a column keeps its stored value; null where that is not how it is kept. */
function keptBy(entity: Entity, column: string): string | null {
  const field = entity.fields[column];
  if (field?.hashed) return fingerprintColumn(column);
  return field?.explains ? fingerprintColumn(field.explains) : null;
}

/**
 * What a row will be after the import (section D 5), as SQL over `staged` and `stored`: a column absent from the
 * header keeps the stored value, an empty cell clears an optional field, a field with a default keeps its stored
 * value, a slug once made is kept, and so is a hashed secret with its explanation where the row brings none or the
 * same.
 */
export function mergedValue(entity: Entity, name: string, columns: ReadonlySet<string>): RawBuilder<unknown> {
  const staged = sql.ref(`staged.${name}`);
  const stored = sql.ref(`stored.${name}`);
  const field = entity.fields[name];
  if (!field) return sql`coalesce(${staged}, ${stored})`; // a fingerprint
  const fingerprint = keptBy(entity, name);
  if (fingerprint !== null) {
    const [now, before] = [sql.ref(`staged.${fingerprint}`), sql.ref(`stored.${fingerprint}`)];
    return sql`case when ${now} is null or ${now} = ${before} then ${stored} else ${staged} end`;
  }
  if (entity.slug?.field === name) {
    const generated = sql.ref("staged.generatedSlug");
    return columns.has(name)
      ? sql`coalesce(${staged}, ${stored}, ${generated})`
      : sql`coalesce(${stored}, ${generated})`;
  }
  if (field.defaultText !== null) {
    const fallback = sql`cast(${field.defaultText} as ${sql.raw(field.columnType)})`;
    return columns.has(name) ? sql`coalesce(${staged}, ${stored}, ${fallback})` : sql`coalesce(${stored}, ${fallback})`;
  }
  return columns.has(name) ? staged : stored;
}

/** A job's valid staged rows, each beside the stored row with its key, or beside nulls. */
export function stagedBesideStored({ entity, tenantId, staging }: StagedJob) {
  const key = sql.ref(entity.key);
  return sql`
    ${sql.table(staging)} as staged
    left join ${sql.table(entity.name)} as stored
      on stored.tenant_id = ${tenantId} and stored.${key} = staged.${key}
    where staged.valid`;
}

/** Whether a row brings a secret that is not the stored one, in a join of `staged` and `stored`. */
export function bringsNewSecret(entity: Entity): RawBuilder<unknown> {
  const changed = Object.entries(entity.fields).flatMap(([name, { hashed }]) => {
    if (!hashed) return [];
    const [now, before] = ["staged", "stored"].map((row) => sql.ref(`${row}.${fingerprintColumn(name)}`));
    return [sql`(${now} is not null and ${now} is distinct from ${before})`];
  });
  return changed.length === 0 ? sql`false` : sql.join(changed, sql` or `);
}
