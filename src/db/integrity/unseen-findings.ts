import { sql } from "kysely";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";

/**
 * The version up to which closed findings of a tenant are seen by no job: the smallest that a kept job left, or else
 * today's, since a job that is accepted later sees that or a later one. Null while a dry run is open: what it sees may
 * be of any version since its snapshot.
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

/** How many closed findings of a tenant no kept job shows. */
export async function countUnseenFindings(db: Query, tenantId: string): Promise<number> {
  const version = await unseenUntil(db, tenantId);
  if (version === null) return 0;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from integrity_issue where ${closedUntil(tenantId, version)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Removes them; gives how many there were. */
export async function removeUnseenFindings(db: Query, tenantId: string, signal: AbortSignal): Promise<number> {
  const version = await unseenUntil(db, tenantId);
  if (version === null) return 0;
  return deleteInBatches(db, "integrityIssue", closedUntil(tenantId, version), signal);
}

function closedUntil(tenantId: string, version: number) {
  return sql`tenant_id = ${tenantId} and until_version <= ${version}`;
}
