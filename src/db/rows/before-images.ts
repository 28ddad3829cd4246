import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { importedColumns } from "./merged-row.js";

/** What became of a row whose before-image is kept. */
export type RowChange = "updated" | "deleted";

/** The table of an entity's before-images: rows as they were before a job changed them, its own columns beside them. */
export function imageTable({ name }: Pick<Entity, "name">): string {
  return `before_${name}`;
}

/** The columns that a before-image has of a row: all but the hash of its bytes, which is another's to write. */
export function imageColumns(entity: Entity): string[] {
  return ["tenantId", ...importedColumns(entity), "importerId", "jobId", "createdAt", "updatedAt"];
}

/** The image of a row, as a statement returns it: of `old`, or of another name of the table. */
export function imageOf(entity: Entity, row: "old" | "stored") {
  return sql.join(imageColumns(entity).map((name) => sql.ref(`${row}.${name}`)));
}

/** Keeps the images that another part of the same statement returns under a name. */
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
