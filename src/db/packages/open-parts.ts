import type { JobError } from "../../domain/job.js";
import type { Query } from "../database.js";
import type { JobRow } from "../jobs/jobs.js";

/** Returns the jobs of a package's files that have not ended; empty if the job is no package. */
export async function openParts(db: Query, job: Pick<JobRow, "id" | "package">): Promise<JobRow[]> {
  if (job.package === null) return [];
  return db.selectFrom("job").selectAll().where("packageId", "=", job.id).where("finishedAt", "is", null).execute();
}

/** The error of a file's job that is cancelled with its package. */
export const cancelledWithPackage: JobError = {
  code: "CANCELLED",
  message: "The package was cancelled, and this file of it with it; nothing of the file was stored.",
  hint: "POST /api/jobs/{id}/retry of the package's job starts it again, on the same bytes.",
  line: null,
};
