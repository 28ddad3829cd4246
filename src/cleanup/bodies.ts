import { findJob } from "../db/jobs/jobs.js";
import type { CleanupDeps, Leftover } from "./leftover.js";

/** No upload and no commit takes this long without writing. */
const leftoverMs = 60 * 60_000;
/** An import deletes its body itself, and gets some minutes to do so. */
const graceMs = 10 * 60_000;

/** Bodies and uploads left by processes that died. They may contain secrets. */
export const bodies: Leftover = {
  async find(deps) {
    let [count, example]: [number, string | null] = [0, null];
    for await (const { tenantId, jobId } of deps.assets.bodies(leftoverMs)) {
      if (await isNeeded(deps, jobId)) continue;
      count++;
      example ??= `${tenantId}/${jobId}`;
    }
    return { count, example };
  },
  remove: (deps, signal) =>
    deps.assets.sweep(leftoverMs, (_, jobId) => {
      signal.throwIfAborted();
      return isNeeded(deps, jobId);
    }),
};

async function isNeeded({ db }: Pick<CleanupDeps, "db">, jobId: string): Promise<boolean> {
  const job = await findJob(db.query, jobId);
  return job !== undefined && (job.finishedAt === null || job.finishedAt.getTime() > Date.now() - graceMs);
}
