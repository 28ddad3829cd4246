import { z } from "@hono/zod-openapi";
import { findTenantJob, type JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { covers } from "../../domain/key-scopes.js";
import type { Caller, HttpDeps } from "../context.js";

/** Who asks for a job. */
type Asking = Pick<Caller, "tenantId" | "scopes">;

export const jobIdParam = z.object({ id: z.string().openapi({ format: "uuid" }) });

/** The same of a job that imports rows; `JOB_IS_PACKAGE` where each of its files has a job of its own. */
export async function rowsJob(deps: Pick<HttpDeps, "db">, caller: Asking, id: string): Promise<JobRow> {
  return ofRows(await tenantJob(deps, caller, id));
}

/** The job, if it imports rows; `JOB_IS_PACKAGE` */
export function ofRows(job: JobRow): JobRow {
  if (job.package === null) return job;
  const hint = `GET /api/packages/${job.id} names the jobs of its files.`;
  throw new DomainError("JOB_IS_PACKAGE", "The job imports a package, and has no rows of its own.", hint);
}

/** A job that the caller's key reaches; `JOB_NOT_FOUND` for all others. */
export async function tenantJob({ db }: Pick<HttpDeps, "db">, caller: Asking, id: string): Promise<JobRow> {
  const job = z.uuid().safeParse(id).success ? await findTenantJob(db.query, caller.tenantId, id) : undefined;
  if (job && covers(caller.scopes, job)) return job;
  throw new DomainError("JOB_NOT_FOUND", "No job has this id.", "GET /api/jobs lists the jobs.");
}
