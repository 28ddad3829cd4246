import { z } from "@hono/zod-openapi";
import type { JobRow } from "../../db/jobs/jobs.js";
import { jobsOfPackage } from "../../db/packages/packages.js";
import { countsInOrder, importModes, jobStates, noCounts } from "../../domain/job.js";
import { failurePolicies } from "../../domain/packages/package.js";
import { presetNames } from "../../domain/packages/preset-names.js";
import { globalValidation } from "../../services/results/global-validation.js";
import { shownSource, shownSourceSchema } from "../answer/shown-source.js";
import type { HttpDeps } from "../context.js";
import { jobCountsSchema, jobErrorSchema } from "../jobs/schema.js";

const partSchema = z.object({
  member: z.string().openapi({ description: "The file in the archive." }),
  entity: z.string(),
  mode: z.enum(importModes),
  id: z.uuid().nullable().openapi({ description: "The job that imports it; null before it begins." }),
  state: z.enum(jobStates).nullable(),
  counts: jobCountsSchema,
  error: jobErrorSchema.nullable(),
});

export const packageResourceSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(jobStates),
    importerId: z.string(),
    requestedBy: z.string(),
    asset: z.object({ path: z.string(), sha256: z.string().nullable(), size: z.int() }),
    source: shownSourceSchema,
    preset: z.enum(presetNames).nullable(),
    onFailure: z.enum(failurePolicies),
    scheduleId: z.uuid().nullable(),
    counts: jobCountsSchema.openapi({ description: "Those of all its jobs." }),
    jobs: z.array(partSchema).openapi({ description: "Its files in the order in which they are imported." }),
    notTaken: z
      .array(z.object({ name: z.string(), reason: z.string() }))
      .openapi({ description: "What the archive has and nothing imports, and why." }),
    globalValidation: z
      .object({ result: z.literal("SUCCESS"), warnings: z.record(z.string(), z.array(z.string())).nullable() })
      .nullable()
      .openapi({ description: "What is wrong in the whole database after its last file, per entity." }),
    error: jobErrorSchema.nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    links: z.object({ self: z.string(), job: z.string() }),
  })
  .openapi("Package");

/** Returns a package with the state of its files, in the form of an answer. */
export async function presentPackage(deps: HttpDeps, job: JobRow): Promise<z.infer<typeof packageResourceSchema>> {
  const jobs = await jobsOfPackage(deps.db.query, job.id);
  const validation = await globalValidation(deps, job);
  return {
    ...{ id: job.id, state: job.state, importerId: job.importerId, requestedBy: job.requestedBy },
    asset: { path: job.assetPath, sha256: job.assetSha256 || null, size: job.assetSize },
    source: shownSource(job),
    ...{ preset: job.package?.preset ?? null, onFailure: job.package?.onFailure ?? "stop" },
    scheduleId: job.scheduleId,
    counts: countsInOrder(job.counts ?? noCounts),
    jobs: (job.packagePlan?.parts ?? []).map(({ member, entity, mode }, no) => {
      const part = jobs.find(({ packageNo }) => packageNo === no);
      return {
        ...{ member, entity, mode, id: part?.id ?? null, state: part?.state ?? null },
        ...{ counts: countsInOrder(part?.counts ?? noCounts), error: part?.error ?? null },
      };
    }),
    notTaken: [...(job.packagePlan?.notTaken ?? [])],
    globalValidation: validation,
    error: job.error,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    links: { self: `/api/packages/${job.id}`, job: `/api/jobs/${job.id}` },
  };
}
