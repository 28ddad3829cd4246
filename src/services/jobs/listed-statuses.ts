import { knownProgresses } from "../../db/jobs/job-progress.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { turnHolders } from "../../db/jobs/turns.js";
import { askingParts } from "../../db/packages/packages.js";
import type { Deps } from "../../deps.js";
import { isTerminal } from "../../domain/job.js";
import { percentOf } from "../../domain/job-percent.js";
import { type JobStatus, stageByRow } from "./job-status.js";

/**
 * Returns the status of each job of a list, as far as the database knows it: a few statements for all jobs, without a
 * request to Temporal. A running job may be further than its status says.
 */
export async function listedStatuses(
  { db }: { readonly db: Pick<Deps["db"], "query"> },
  jobs: readonly JobRow[],
): Promise<JobStatus[]> {
  const open = jobs.filter(({ state }) => !isTerminal(state));
  const ids = open.map(({ id }) => id);
  const packages = open.filter((job) => job.package !== null).map(({ id }) => id);
  const [known, holders, asking] = await Promise.all([
    knownProgresses(db.query, ids),
    turnHolders(db.query, ids),
    askingParts(db.query, packages),
  ]);
  return jobs.map((job) => {
    const holder = holders.get(job.id) ?? asking.get(job.id);
    const blocked = { blockedBy: holder?.id ?? null, blockedByState: holder?.state ?? null };
    const { rowsTotal } = job;
    const idle = { ...blocked, stage: null, rowsTotal, rowsPerSecond: null, etaSeconds: null };
    if (isTerminal(job.state) && job.counts !== null) return { ...idle, percent: 100, rowsRead: rowsTotal ?? 0 };
    const { stage = null, percent = 0, rowsRead = 0 } = known.get(job.id) ?? {};
    if (job.state === "awaiting_approval") {
      return { ...idle, percent: Math.max(percent, percentOf("applying", 0, rowsTotal)), rowsRead: rowsTotal ?? 0 };
    }
    if (job.state !== "running") return { ...idle, percent, rowsRead };
    const running = stage ?? stageByRow(job);
    return { ...idle, stage: running, percent: Math.max(percent, percentOf(stageByRow(job), 0, rowsTotal)), rowsRead };
  });
}
