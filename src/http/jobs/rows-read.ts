import type { JobRow } from "../../db/jobs/jobs.js";
import type { HttpDeps } from "../context.js";

/**
 * Records in the audit trail that an answer shows rows of a job, or cells of them. Nothing is recorded if `shown` is
 * empty.
 */
export async function noteRowsRead(
  { reads }: Pick<HttpDeps, "reads">,
  { tenantId, id }: Pick<JobRow, "tenantId" | "id">,
  shown: readonly unknown[],
): Promise<void> {
  if (shown.length > 0) await reads.note({ tenantId, action: "rows.read", object: `job:${id}` });
}
