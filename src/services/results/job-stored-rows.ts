import type { JobRow } from "../../db/jobs/jobs.js";
import { listDeletedRows, listReportedStored, type ShownRow } from "../../db/reports/stored-rows.js";
import type { Deps } from "../../deps.js";
import { entityNamed } from "../../domain/entities/index.js";
import { rowsExpired } from "./job-rows.js";

export interface StoredRowQuery {
  readonly outcome: "deleted" | "moved_on";
  /** Rows after this id; empty from the start. */
  readonly afterId: string;
  readonly limit: number;
}

/**
 * Returns a page of stored rows, by id: the rows that a job deleted or would delete, or the rows that its undo left
 * unchanged. `ROWS_EXPIRED` if they were deleted.
 */
export async function readStoredRows(
  { db }: Pick<Deps, "db">,
  job: JobRow,
  { outcome, ...page }: StoredRowQuery,
): Promise<ShownRow[]> {
  const rows = { jobId: job.id, tenantId: job.tenantId, entity: entityNamed(job.entity), ...page };
  const wasNotDone = job.approval !== null && (job.state === "cancelled" || job.state === "failed");
  const isProposed = job.dryRun || job.state === "awaiting_approval" || wasNotDone;
  if (outcome === "moved_on" || isProposed) {
    if (job.reportsDeletedAt !== null) throw rowsExpired();
    return listReportedStored(db.query, outcome, rows);
  }
  if (job.state === "complete" || job.state === "complete_with_rejects") {
    if (job.images !== "kept" && job.counts?.deleted) throw rowsExpired();
    return listDeletedRows(db.query, rows);
  }
  return [];
}
