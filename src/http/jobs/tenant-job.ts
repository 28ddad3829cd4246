import { z } from "@hono/zod-openapi";
import { findTenantJob, type JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { covers } from "../../domain/key-scopes.js";
import type { Caller, HttpDeps } from "../context.js";

/** The caller that requests a job. */
type Asking = Pick<Caller, "tenantId" | "scopes">;

export const jobIdParam = z.object({ id: z.string().openapi({ format: "uuid" }) });

/**
 * Returns a job that imports rows, as `tenantJob` does; `JOB_IS_PACKAGE` for a package, whose files have their own
 * jobs.
 */
export async function rowsJob(deps: Pick<HttpDeps, "db">, caller: Asking, id: string): Promise<JobRow> {
  return ofRows(await tenantJob(deps, caller, id));
}

/** Returns the job if it imports rows; `JOB_IS_PACKAGE` for a package. */
export function ofRows(job: JobRow): JobRow {
  if (job.package === null) return job;
  const hint = `GET /api/packages/${job.id} names the jobs of its files.`;
  throw new DomainError("JOB_IS_PACKAGE", "The job imports a package, and has no rows of its own.", hint);
}

/** Returns a job that the caller's key may access; `JOB_NOT_FOUND` for all others. */
export async function tenantJob({ db }: Pick<HttpDeps, "db">, caller: Asking, id: string): Promise<JobRow> {
  const job = z.uuid().safeParse(id).success ? await findTenantJob(db.query, caller.tenantId, id) : undefined;
  if (job && covers(caller.scopes, job)) return job;
  throw new DomainError("JOB_NOT_FOUND", "No job has this id.", "GET /api/jobs lists the jobs.");
}
