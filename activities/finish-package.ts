import { findJob, type JobRow } from "../src/db/jobs/jobs.js";
import { endPackage, jobsOfPackage, sumOfCounts } from "../src/db/packages/packages.js";
import { isStored, type JobError, type JobOutcome } from "../src/domain/job.js";
import type { PackagePart } from "../src/domain/packages/package.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { FinishedImport } from "./contract.js";
import { finishImport } from "./finish-import.js";

/** Ends a package with the outcome of its files. A package that ended before stays as it was. */
export async function finishPackage(deps: ActivityDeps, jobId: string): Promise<FinishedImport> {
  const job = await findJob(deps.db.query, jobId);
  if (job?.state === "running") {
    await deps.db.transaction({ name: `finish package ${jobId}` }, async ({ trx }) => {
      const parts = await jobsOfPackage(trx, jobId);
      await endPackage(trx, job, parts, outcomeOf(job.packagePlan?.parts ?? [], parts));
    });
  }
  return finishImport(deps, jobId, null);
}

function outcomeOf(planned: readonly PackagePart[], jobs: readonly JobRow[]): JobOutcome {
  const error = incomplete(planned, jobs);
  const hasRejects = jobs.some(({ state }) => state === "complete_with_rejects");
  const issuesByCode: Record<string, number> = {};
  for (const job of jobs) {
    for (const [code, count] of Object.entries(job.issuesByCode))
      issuesByCode[code] = (issuesByCode[code] ?? 0) + count;
  }
  const state = error !== null ? "failed" : hasRejects ? "complete_with_rejects" : "complete";
  return { state, counts: sumOfCounts(jobs), issuesByCode, error };
}

/** Returns the error of a package with files that were not imported; null if all were imported. */
function incomplete(planned: readonly PackagePart[], jobs: readonly JobRow[]): JobError | null {
  const missing = planned.flatMap(({ member, entity }, no) => {
    const job = jobs.find(({ packageNo }) => packageNo === no);
    if (job && isStored(job.state)) return [];
    return [`${member} as ${entity} (${job ? (job.error?.code ?? job.state) : "not begun"})`];
  });
  if (missing.length === 0) return null;
  return {
    code: "PACKAGE_INCOMPLETE",
    message: `${missing.length} of ${planned.length} files were not imported: ${missing.join(", ")}.`,
    hint: "What the others brought is stored. GET /api/packages/{id} names the job of each file; mend the first that failed, and send the package again.",
    line: null,
  };
}
