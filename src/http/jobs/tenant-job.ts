import { z } from "@hono/zod-openapi";
import { findTenantJob, type JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import type { HttpDeps } from "../context.js";

export const jobIdParam = z.object({ id: z.string().openapi({ format: "uuid" }) });

/** A job of the caller's tenant; `JOB_NOT_FOUND` for an id that is none, and for one of another tenant. */
export async function tenantJob({ db }: Pick<HttpDeps, "db">, tenantId: string, id: string): Promise<JobRow> {
  const job = z.uuid().safeParse(id).success ? await findTenantJob(db.query, tenantId, id) : undefined;
  if (!job)
    throw new DomainError("JOB_NOT_FOUND", "There is no job of this id.", "GET /api/jobs lists those there are.");
  return job;
}
