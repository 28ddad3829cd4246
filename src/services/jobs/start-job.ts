import { findBounds } from "../../db/access/tenant-bounds.js";
import { markWorkflowStarted } from "../../db/jobs/job-transitions.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { admitJobs, hasParked } from "../../db/jobs/places.js";
import type { Deps } from "../../deps.js";
import type { ImportWorkflows } from "../../temporal/import-workflows.js";

type Starting = Pick<ImportWorkflows, "start">;
type Admitting = Pick<ImportWorkflows, "start" | "signalTurn">;

/** Starts a job's workflow and records the start; false while Temporal cannot be reached. */
export async function startJob({ db }: Pick<Deps, "db">, imports: Starting, job: JobRow): Promise<boolean> {
  const started = await imports.start(job);
  if (started) await markWorkflowStarted(db.query, job.id);
  return started;
}

/**
 * Gives the free places of a tenant to its parked jobs, in accepted order, and starts them. A job that cannot be
 * started keeps its place, and the starter retries.
 */
export async function startParked(
  { db, config }: Pick<Deps, "db" | "config">,
  imports: Admitting,
  tenantId: string,
): Promise<void> {
  if (!(await hasParked(db.query, tenantId))) return;
  const admitted = await db.transaction({ name: "admit imports" }, async ({ trx }) =>
    admitJobs(trx, tenantId, await findBounds(trx, config.tenantBounds, tenantId)),
  );
  for (const job of admitted) {
    // The workflow of a schedule's run exists already, and waits for its place.
    if (job.workflowStartedAt !== null) await imports.signalTurn(job.workflowId);
    else await startJob({ db }, imports, job);
  }
}
