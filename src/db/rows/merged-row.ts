import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { fingerprintColumn } from "../../domain/field.js";
import type { StagedJob } from "../staging/staging-tables.js";

/**
 * Returns the columns of an entity's table that an import writes: its fields, and for each hashed field the
 * fingerprint, which shows whether the secret changed.
 */
export function importedColumns(entity: Entity): string[] {
  return Object.entries(entity.fields).flatMap(([name, { hashed }]) =>
    hashed ? [name, fingerprintColumn(name)] : [name],
  );
}

/**
 * Returns the hashed field whose change decides whether a column keeps its stored value; null if no hashed field does.
 */
function keptBy(entity: Entity, column: string): string | null {
  const field = entity.fields[column];
  return field?.hashed ? column : (field?.explains ?? null);
}

/**
 * Returns a column's value after the import (section D 5), as SQL over `staged` and `stored`. A column absent from the
 * header keeps the stored value. An empty cell clears an optional field; a slug or a field with a default keeps its
 * stored value. A hashed secret and its explanation keep theirs if the row brings no secret or the same one.
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

/** A FROM clause with its conditions: a job's valid staged rows, left-joined with the stored rows of the same keys. */
export function stagedBesideStored({ entity, tenantId, staging }: StagedJob) {
  return sql`
    ${sql.table(staging)} as staged
    left join ${sql.table(entity.name)} as stored
      on stored.tenant_id = ${tenantId} and stored.id = staged.id
    where staged.valid`;
}

/** Returns the fingerprint to store, the first of those that a secret is staged with; null if the row brings none. */
export function stagedFingerprint(column: string): RawBuilder<unknown> {
  return sql`split_part(${sql.ref(`staged.${column}`)}, ' ', 1)`;
}

/** Returns a condition: a row brings a hashed field's value, and none of the value's fingerprints is the stored one. */
export function isNewSecret(name: string): RawBuilder<unknown> {
  const [now, before] = ["staged", "stored"].map((row) => sql.ref(`${row}.${fingerprintColumn(name)}`));
  return sql`(${now} is not null and (${before} = any(string_to_array(${now}, ' '))) is not true)`;
}

/** Whether a row brings a secret that is not the stored one, in a join of `staged` and `stored`. */
export function bringsNewSecret(entity: Entity): RawBuilder<unknown> {
  const changed = Object.entries(entity.fields).flatMap(([name, { hashed }]) => (hashed ? [isNewSecret(name)] : []));
  return changed.length === 0 ? sql`false` : sql.join(changed, sql` or `);
}
