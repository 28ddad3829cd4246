import { sql } from "kysely";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";

/**
 * Returns the version up to which no job shows a tenant's closed findings: the smallest version that a kept job
 * recorded, or else the current one, since a later job sees that version or a later one. Null while a dry run is open,
 * because it may see any version since its snapshot.
 */
async function unseenUntil(db: Query, tenantId: string): Promise<number | null> {
  const { rows } = await sql<{ version: number | null }>`
    select case when not exists (
      select from job where tenant_id = ${tenantId} and dry_run and finished_at is null
    ) then coalesce(
      (select min(integrity_version) from job where tenant_id = ${tenantId}),
      (select version from integrity_version where tenant_id = ${tenantId})
    ) end as version`.execute(db);
  return rows[0]?.version ?? null;
}

/** Counts the closed findings of a tenant that no kept job shows. */
export async function countUnseenFindings(db: Query, tenantId: string): Promise<number> {
  const version = await unseenUntil(db, tenantId);
  if (version === null) return 0;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from integrity_issue where ${closedUntil(tenantId, version)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Deletes the closed findings of a tenant that no kept job shows, and returns how many there were. */
export async function removeUnseenFindings(db: Query, tenantId: string, signal: AbortSignal): Promise<number> {
  const version = await unseenUntil(db, tenantId);
  if (version === null) return 0;
  return deleteInBatches(db, "integrityIssue", closedUntil(tenantId, version), signal);
}

function closedUntil(tenantId: string, version: number) {
  return sql`tenant_id = ${tenantId} and until_version <= ${version}`;
}
