import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";

/** The schema of the tables that imports have for themselves. */
export const ownSchema = "staging";

/** The name of a table of one import, as `sql.table` takes it. */
export function ownTable(jobId: string, purpose: "index" | "rows" | "hashes"): string {
  return `${ownSchema}.job_${jobId.replaceAll("-", "")}_${purpose}`;
}

/** Whether a table is one that an import has for itself, and so may hold many rows. */
export function isOwnTable(table: string): boolean {
  return table.startsWith(`${ownSchema}.`);
}

/** Removes the hashes that an import keeps between its steps, also for a request, which owns no table of an import. */
export async function dropHashTable(db: Query, jobId: string): Promise<void> {
  await sql`select drop_hashes(${jobId}::uuid)`.execute(db);
}

/** The tenant's open imports of an entity that keep hashes of secrets. */
export async function listHashTables(trx: Query, tenantId: string, entity: Entity): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job
    where tenant_id = ${tenantId} and entity = ${entity.name} and finished_at is null
      and to_regclass(${`${ownSchema}.job_`} || replace(id::text, '-', '') || '_hashes') is not null`.execute(trx);
  return rows.map(({ id }) => ownTable(id, "hashes"));
}
