import { sql } from "kysely";
import { mayRun, type RunningImports } from "../../domain/import-places.js";
import type { TenantBounds } from "../../domain/tenant-limits.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import type { JobRow } from "./jobs.js";

/** The size of a job's unpacked file in bytes, as far as it is known. */
const fileBytes = sql<number>`greatest(asset_size, coalesce((detected ->> 'size')::bigint, 0))`;

/**
 * The counts of a tenant's open jobs. A job runs if it has a place, and neither the job nor a file of it waits for a
 * turn (section D 9) or for approval.
 */
export interface OpenJobs extends RunningImports {
  readonly total: number;
  /** Jobs without a place. */
  readonly parked: number;
}

/**
 * Counts a tenant's open jobs. A package and its file that is being imported count as one. The lock keeps other
 * transactions from admitting or accepting a job of the tenant until the commit.
 */
export async function lockOpenJobs(trx: Query, tenantId: string): Promise<OpenJobs> {
  await lockUntilCommit(trx, "places", tenantId);
  return countOpenJobs(trx, tenantId);
}

/** Counts a tenant's open jobs without a lock. */
export async function countOpenJobs(db: Query, tenantId: string): Promise<OpenJobs> {
  const { rows } = await sql<OpenJobs>`
    select count(*) as total,
      count(*) filter (where runs) as running,
      coalesce(sum(bytes) filter (where runs), 0)::bigint as running_bytes,
      count(*) filter (where admitted_at is null) as parked
    from (
      select admitted_at, ${fileBytes} as bytes,
        admitted_at is not null and not waits_for_turn and state <> 'awaiting_approval' and not exists (
          select from job as part where part.package_id = job.id and part.finished_at is null
            and (part.waits_for_turn or part.state = 'awaiting_approval')
        ) as runs
      from job where tenant_id = ${tenantId} and finished_at is null and package_id is null
    ) as open`.execute(db);
  return rows[0] ?? { total: 0, running: 0, runningBytes: 0, parked: 0 };
}

/**
 * Gives places to parked jobs of a tenant, in accepted order, as long as places are free. Returns the admitted jobs.
 */
export async function admitJobs(trx: Query, tenantId: string, bounds: TenantBounds): Promise<JobRow[]> {
  const { parked, ...open } = await lockOpenJobs(trx, tenantId);
  if (parked === 0 || !mayRun(open, bounds, 0)) return [];
  const first = await trx
    .selectFrom("job")
    .select(["id", fileBytes.as("bytes")])
    .where("tenantId", "=", tenantId)
    .where("finishedAt", "is", null)
    .where("admittedAt", "is", null)
    .orderBy("acceptedNo")
    .limit(Math.max(1, bounds.runningImports - open.running))
    .execute();
  let { running, runningBytes } = open;
  const ids: string[] = [];
  for (const { id, bytes } of first) {
    if (!mayRun({ running, runningBytes }, bounds, bytes)) break;
    running++;
    runningBytes += bytes;
    ids.push(id);
  }
  if (ids.length === 0) return [];
  const admitted = await trx
    .updateTable("job")
    .set({ admittedAt: sql`statement_timestamp()` }) // the time under the lock, not that of the transaction
    .where("id", "in", ids)
    .returningAll()
    .execute();
  return admitted.sort((a, b) => a.acceptedNo - b.acceptedNo);
}

/**
 * Returns whether imports of other tenants run, or are about to. An import whose file is still being downloaded does
 * not count, since it needs no slot.
 */
export async function othersRun(db: Query, tenantId: string): Promise<boolean> {
  const other = await db
    .selectFrom("job")
    .select("id")
    .where("tenantId", "<>", tenantId)
    .where("finishedAt", "is", null)
    .where("admittedAt", "is not", null)
    .where("state", "in", ["queued", "running"])
    .where("waitsForTurn", "=", false)
    .where((where) => where.or([where("sourceUrl", "is", null), where("assetSha256", "<>", "")]))
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Whether a job of the tenant waits for a place. */
export async function hasParked(db: Query, tenantId: string): Promise<boolean> {
  const parked = await db
    .selectFrom("job")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("finishedAt", "is", null)
    .where("admittedAt", "is", null)
    .limit(1)
    .executeTakeFirst();
  return parked !== undefined;
}

/** The tenants whose jobs wait for a place. */
export async function tenantsWithParked(db: Query): Promise<string[]> {
  const rows = await db
    .selectFrom("job")
    .select("tenantId")
    .distinct()
    .where("finishedAt", "is", null)
    .where("admittedAt", "is", null)
    .execute();
  return rows.map(({ tenantId }) => tenantId);
}
