import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { fingerprintColumn } from "../../domain/field.js";
import type { StagedJob } from "../staging/staging-tables.js";

/** The columns of an entity's table that an import writes: its fields, and what tells a hashed one's change. */
export function importedColumns(entity: Entity): string[] {
  return Object.entries(entity.fields).flatMap(([name, { hashed }]) =>
    hashed ? [name, fingerprintColumn(name)] : [name],
  );
}

/** The secret that says whether a column keeps its stored value; null where that is not how it is kept. */
function keptBy(entity: Entity, column: string): string | null {
  const field = entity.fields[column];
  return field?.hashed ? column : (field?.explains ?? null);
}

/**
 * What a row will be after the import (section D 5), as SQL over `staged` and `stored`: a column absent from the
 * header keeps the stored value, an empty cell clears an optional field, a field with a default keeps its stored
 * value, a slug once made is kept, and so is a hashed secret with its explanation where the row brings none or the
 * same.
 *
 * @param beside whether the SQL may refer to `stored`
 */
export function mergedValue(
  entity: Entity,
  name: string,
  columns: ReadonlySet<string>,
  beside: "stored" | "new row" = "stored",
): RawBuilder<unknown> {
  const staged = sql.ref(`staged.${name}`);
  const stored = beside === "stored" ? sql.ref(`stored.${name}`) : sql`null`;
  const field = entity.fields[name];
  if (!field) return sql`coalesce(${stagedFingerprint(name)}, ${stored})`;
  const secret = keptBy(entity, name);
  if (secret !== null) {
    return beside === "new row" ? staged : sql`case when ${isNewSecret(secret)} then ${staged} else ${stored} end`;
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
  return sql`
    ${sql.table(staging)} as staged
    left join ${sql.table(entity.name)} as stored
      on stored.tenant_id = ${tenantId} and stored.id = staged.id
    where staged.valid`;
}

/** Of the fingerprints under which a secret is staged, the one to store; null where the row brings none. */
export function stagedFingerprint(column: string): RawBuilder<unknown> {
  return sql`split_part(${sql.ref(`staged.${column}`)}, ' ', 1)`;
}

/** Whether a row brings a hashed field's value, and none of its fingerprints is the stored one. */
export function isNewSecret(name: string): RawBuilder<unknown> {
  const [now, before] = ["staged", "stored"].map((row) => sql.ref(`${row}.${fingerprintColumn(name)}`));
  return sql`(${now} is not null and (${before} = any(string_to_array(${now}, ' '))) is not true)`;
}

/** Whether a row brings a secret that is not the stored one, in a join of `staged` and `stored`. */
export function bringsNewSecret(entity: Entity): RawBuilder<unknown> {
  const changed = Object.entries(entity.fields).flatMap(([name, { hashed }]) => (hashed ? [isNewSecret(name)] : []));
  return changed.length === 0 ? sql`false` : sql.join(changed, sql` or `);
}
