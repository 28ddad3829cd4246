import { isTerminal } from "../../domain/job.js";
import { jobEvent } from "../../domain/webhooks/job-event.js";
import type { Query } from "../database.js";
import { announceFindings, packageFindings } from "../integrity/announce-findings.js";
import type { JobRow } from "../jobs/jobs.js";
import { announce } from "./outbox.js";

/**
 * Announces a job's state, if the state has an event. For a package that has ended, also announces how its files
 * changed the findings.
 */
export async function announceJob(trx: Query, job: JobRow): Promise<void> {
  if (job.package !== null && isTerminal(job.state)) {
    const findings = await packageFindings(trx, job.id);
    if (findings !== null) await announceFindings(trx, { tenantId: job.tenantId, jobId: job.id }, findings);
  }
  const event = jobEvent(job);
  if (event !== null) await announce(trx, event);
}
