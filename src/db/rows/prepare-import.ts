import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { validationTables } from "../integrity/subjects.js";
import { indexesPreferred } from "../planner.js";
import { sessionStaging } from "../staging/staging-tables.js";

/** Readies a transaction that imports rows: its working tables, and the planner for few rows. One round trip. */
export async function prepareImport(trx: Query, entity: Entity): Promise<void> {
  await sql`${validationTables}; ${sessionStaging(entity)}; select ${indexesPreferred(true)}`.execute(trx);
}
