import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import { validationTables } from "../integrity/subjects.js";
import { indexesPreferred } from "../planner.js";
import { sessionStaging } from "../staging/staging-tables.js";

/**
 * Returns the SQL that prepares a transaction to import rows: its working tables, and the planner for few or many rows.
 */
export function importTables(entity: Entity, { isSmall }: { readonly isSmall: boolean }): RawBuilder<unknown> {
  return sql`${validationTables}; ${sessionStaging(entity)}; select ${indexesPreferred(isSmall)}`;
}
