import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";

/** The schema of the tables that belong to a single import. */
export const ownSchema = "staging";

/** Returns the name of a table of one import, as `sql.table` takes it. */
export function ownTable(jobId: string, purpose: "index" | "rows" | "hashes"): string {
  return `${ownSchema}.job_${jobId.replaceAll("-", "")}_${purpose}`;
}

/** Returns whether a table belongs to a single import, so that it may hold many rows. */
export function isOwnTable(table: string): boolean {
  return table.startsWith(`${ownSchema}.`);
}

/**
 * Drops the table of hashes that an import keeps between its steps. A database function does it, also for a request,
 * whose session does not own the table.
 */
export async function dropHashTable(db: Query, jobId: string): Promise<void> {
  await sql`select drop_hashes(${jobId}::uuid)`.execute(db);
}

/** Returns the hash tables of the tenant's open imports of an entity. */
export async function listHashTables(trx: Query, tenantId: string, entity: Entity): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job
    where tenant_id = ${tenantId} and entity = ${entity.name} and finished_at is null
      and to_regclass(${`${ownSchema}.job_`} || replace(id::text, '-', '') || '_hashes') is not null`.execute(trx);
  return rows.map(({ id }) => ownTable(id, "hashes"));
}
