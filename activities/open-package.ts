import { Context } from "@temporalio/activity";
import { startJob } from "../src/db/jobs/job-transitions.js";
import { takeTurn } from "../src/db/jobs/turns.js";
import { storePackagePlan } from "../src/db/packages/packages.js";
import { readableUntil } from "../src/domain/asset-bytes.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import { packageLimits } from "../src/services/packages/package-limits.js";
import { planPackage } from "../src/unpacking/package-files.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { Blocked, OpenedPackage } from "./contract.js";

/**
 * Starts a package, and plans what its files become. Packages of one importer are imported one after the other, in
 * accepted order. Null when the job has ended.
 */
export async function openPackage(deps: ActivityDeps, jobId: string): Promise<OpenedPackage | Blocked | null> {
  const { db, assets, config, placeFreed } = deps;
  const job = await startJob(db.query, jobId);
  if (!job) return null;
  if (job.package === null) throw new Error("a job that is no package was opened as one");
  const { onFailure } = job.package;
  const holder = await takeTurn(db.query, job);
  if (holder !== null) {
    placeFreed(job.tenantId);
    return { outcome: "blocked", by: holder.id, state: holder.state };
  }
  if (job.packagePlan !== null) return { outcome: "opened", parts: job.packagePlan.parts.length, onFailure };
  const bytes = readableUntil(Context.current().cancellationSignal, await jobBytes({ assets }, job));
  const plan = await planPackage(bytes, job.package, packageLimits(config.limits));
  await storePackagePlan(db.query, jobId, plan);
  return { outcome: "opened", parts: plan.parts.length, onFailure };
}
