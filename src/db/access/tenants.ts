import { sql } from "kysely";
import { entityList } from "../../domain/entities/index.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { lockFindings } from "../integrity/findings.js";
import { imageTable } from "../rows/before-images.js";
import { dropHashTable } from "../staging/own-tables.js";

/** Returns the ids of all tenants with a key, a job, an asset or findings. */
export async function listTenants(db: Query): Promise<string[]> {
  const { rows } = await sql<{ tenantId: string }>`
    select tenant_id from api_key union select tenant_id from job union select tenant_id from asset
    union select tenant_id from integrity_version order by 1`.execute(db);
  return rows.map(({ tenantId }) => tenantId);
}

/** Deletes a tenant's rows from every table, keys included. Returns the number of deleted rows by table. */
export async function removeTenant(trx: Query, tenantId: string): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  await lockFindings(trx, tenantId);
  const jobs = await trx.selectFrom("job").select("id").where("tenantId", "=", tenantId).execute();
  for (const { id } of jobs) await dropHashTable(trx, id);
  const owned = [
    ...([
      "apiKey",
      "schedule",
      "mapping",
      "credential",
      "webhook",
      "webhookDelivery",
      "hold",
      "asset",
      "storedBlob",
      "tenantLimit",
      "tenantPolicy",
      "entityVersion",
      "integrityIssue",
      "integrityVersion",
    ] as const),
    ...(["erasedSubject", "job"] as const),
  ];
  // Keys first: from here on each request of the tenant is refused. Plans, reports and checks are deleted with their
  // jobs.
  for (const table of [...owned, ...entityList.map(({ name }) => name), ...entityList.map(imageTable)]) {
    const result = await sql`delete from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(trx);
    const rows = Number(result.numAffectedRows ?? 0n);
    if (rows > 0) removed[table] = rows;
  }
  // The audit trail stays for its retention time: it records who removed the tenant.
  if (Object.keys(removed).length > 0) await recordAudit(trx, { tenantId, action: "tenant.removed", object: null });
  return removed;
}
