import { isTerminal } from "../../domain/job.js";
import { jobEvent } from "../../domain/webhooks/job-event.js";
import type { Query } from "../database.js";
import { announceFindings, packageFindings } from "../integrity/announce-findings.js";
import type { JobRow } from "../jobs/jobs.js";
import { announce } from "./outbox.js";

/**
 * Writes the event of a job's state, where the state has one; for a package also the event of how its files changed the
 * findings.
 */
export async function announceJob(trx: Query, job: JobRow): Promise<void> {
  if (job.package !== null && isTerminal(job.state)) {
    const findings = await packageFindings(trx, job.id);
    if (findings !== null) await announceFindings(trx, { tenantId: job.tenantId, jobId: job.id }, findings);
  }
  const event = jobEvent(job);
  if (event !== null) await announce(trx, event);
}
