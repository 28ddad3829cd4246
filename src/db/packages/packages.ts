import { sql } from "kysely";
import { type JobCounts, type JobOutcome, noCounts } from "../../domain/job.js";
import type { PackagePlan } from "../../domain/packages/package.js";
import type { Query } from "../database.js";
import { announceFindings, packageFindings } from "../integrity/announce-findings.js";
import { finishJob } from "../jobs/job-transitions.js";
import type { JobRow } from "../jobs/jobs.js";

/** The jobs of a package's files, in the order in which they were accepted. */
export async function jobsOfPackage(db: Query, packageId: string): Promise<JobRow[]> {
  return db.selectFrom("job").selectAll().where("packageId", "=", packageId).orderBy("packageNo").execute();
}

/** Stores the plan of a running package's files, unless a plan is already stored. */
export async function storePackagePlan(db: Query, id: string, plan: PackagePlan): Promise<void> {
  await db
    .updateTable("job")
    .set({ packagePlan: JSON.stringify(plan) })
    .where("id", "=", id)
    .where("packagePlan", "is", null)
    .execute();
}

/** Ends a running package with the outcome of its files; false if the package had already ended. */
export async function endPackage(trx: Query, job: JobRow, parts: readonly JobRow[], outcome: JobOutcome) {
  // If one file has passwords, the bytes of the package and of all its files are deleted.
  const namesSecret = parts.some((part) => part.namesSecret);
  await trx
    .updateTable("job")
    .set({ namesSecret })
    .where((where) => where.or([where("id", "=", job.id), where("packageId", "=", job.id)]))
    .execute();
  const findings = await packageFindings(trx, job.id);
  if (findings !== null) await announceFindings(trx, { tenantId: job.tenantId, jobId: job.id }, findings);
  return finishJob(trx, job, outcome, findings);
}

export function sumOfCounts(parts: readonly JobRow[]): JobCounts {
  const sum = { ...noCounts };
  for (const { counts } of parts) {
    for (const name of ["valid", "invalid", "created", "updated", "unchanged", "deleted"] as const) {
      sum[name] += counts?.[name] ?? 0;
    }
  }
  return sum;
}

/**
 * Whether, since the package, a mapping of one of its files changed, or an import of the same importer and entity was
 * undone or is to be undone.
 */
export async function isPackageStale(db: Query, { id, tenantId, importerId }: JobRow): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select job.id from job left join mapping
      on mapping.tenant_id = ${tenantId} and mapping.importer_id = ${importerId} and mapping.entity = job.entity
    where package_id = ${id} and (
      (derived is null and coalesce((job.mapping ->> 'version')::integer, -1) <> 0
        and coalesce((job.mapping ->> 'version')::integer, -1) <> coalesce(mapping.version, -1))
      or exists (
        select from job as undone where undone.tenant_id = ${tenantId} and undone.importer_id = ${importerId}
          and undone.entity = job.entity and undone.undo_no > job.accepted_no
          and (undone.state = 'undone' or undone.undo_ended_at is null)
      )
    ) limit 1`.execute(db);
  return rows.length > 0;
}

/** Returns the file of a package whose changes wait for an approval; null if there is none. */
export async function askingPart(db: Query, packageId: string): Promise<Pick<JobRow, "id" | "state"> | null> {
  return (await askingParts(db, [packageId])).get(packageId) ?? null;
}

/** Returns the same for many packages, by package id. */
export async function askingParts(
  db: Query,
  packageIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<JobRow, "id" | "state">>> {
  if (packageIds.length === 0) return new Map();
  const parts = await db
    .selectFrom("job")
    .select(["packageId", "id", "state"])
    .where("packageId", "in", packageIds)
    .where("state", "=", "awaiting_approval")
    .execute();
  return new Map(parts.map(({ packageId, id, state }) => [packageId ?? "", { id, state }]));
}
