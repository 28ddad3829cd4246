import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { importedColumns } from "./merged-row.js";

/** The change to a row whose before-image is kept. */
export type RowChange = "updated" | "deleted";

/**
 * Returns the name of the table of an entity's before-images: rows as they were before a job changed them, in the
 * entity's own columns.
 */
export function imageTable({ name }: Pick<Entity, "name">): string {
  return `before_${name}`;
}

/**
 * Returns the columns that a before-image keeps of a row: all except the hash of its bytes, which only an import sets.
 */
export function imageColumns(entity: Entity): string[] {
  return ["tenantId", ...importedColumns(entity), "importerId", "jobId", "createdAt", "updatedAt"];
}

/**
 * Returns the columns of a row's before-image, for the RETURNING clause of a statement.
 *
 * @param row the name that the clause has for the row's old values
 */
export function imageOf(entity: Entity, row: "old" | "stored") {
  return sql.join(imageColumns(entity).map((name) => sql.ref(`${row}.${name}`)));
}

/**
 * Returns an INSERT that stores the before-images.
 *
 * @param returned the part of the same statement that returns the images
 */
export function keepImages(
  { id, entity }: { readonly id: string; readonly entity: Entity },
  change: RowChange,
  returned: string,
) {
  const columns = sql.join(imageColumns(entity).map((name) => sql.ref(name)));
  return sql`
    insert into ${sql.table(imageTable(entity))} (${columns}, changed_by, change)
    select ${columns}, ${id}::uuid, ${change}::text from ${sql.table(returned)}`;
}
