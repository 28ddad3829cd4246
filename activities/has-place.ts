import { findJob } from "../src/db/jobs/jobs.js";
import type { Deps } from "../src/deps.js";

/** Returns whether a parked job has a place. A job that has ended counts as having a place. */
export async function hasPlace({ db }: Pick<Deps, "db">, jobId: string): Promise<boolean> {
  const job = await findJob(db.query, jobId);
  return job === undefined || job.admittedAt !== null || job.finishedAt !== null || job.state === "cancelling";
}
