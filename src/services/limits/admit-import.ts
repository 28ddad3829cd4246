import { findBounds } from "../../db/access/tenant-bounds.js";
import type { Query } from "../../db/database.js";
import { lockOpenJobs } from "../../db/jobs/places.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { mayRun } from "../../domain/import-places.js";

interface NewImport {
  readonly tenantId: string;
  /** The size of the file, as far as it is known. */
  readonly bytes: number;
}

/**
 * Returns whether a tenant's next import gets a place or is parked until others have ended. `TOO_MANY_OPEN_IMPORTS` if
 * the tenant has as many unfinished imports as it may have. Until the commit no other import of the tenant is accepted
 * or gets a place.
 */
export async function beginningOf(
  trx: Query,
  { tenantBounds }: Pick<Deps["config"], "tenantBounds">,
  { tenantId, bytes }: NewImport,
): Promise<"admitted" | "parked"> {
  const bounds = await findBounds(trx, tenantBounds, tenantId);
  const open = await lockOpenJobs(trx, tenantId);
  if (open.total >= bounds.openImports) throw tooManyOpen(open.total);
  return open.parked === 0 && mayRun(open, bounds, bytes) ? "admitted" : "parked";
}

function tooManyOpen(total: number): DomainError {
  const hint = "Wait until some have finished, then send the request again; GET /api/jobs shows them.";
  return new DomainError("TOO_MANY_OPEN_IMPORTS", `${total} imports have been accepted and not finished.`, hint);
}
