import { sql } from "kysely";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import type { JobRow } from "./jobs.js";

/** A tenant's jobs that have not ended. */
export interface OpenJobs {
  readonly total: number;
  /**
   * Those that hold a place: let in, and waiting neither for their turn (section D 9) nor for approval, nor a file of
   * them.
   */
  readonly running: number;
  /** Those that were not let in yet. */
  readonly parked: number;
}

/**
 * Counts a tenant's open jobs, of which a package and the file of it that is being imported are one; until the commit
 * no other transaction lets one of them in, or accepts one.
 */
export async function lockOpenJobs(trx: Query, tenantId: string): Promise<OpenJobs> {
  await lockUntilCommit(trx, "places", tenantId);
  const { rows } = await sql<OpenJobs>`
    select count(*) as total,
      count(*) filter (
        where admitted_at is not null and not waits_for_turn and state <> 'awaiting_approval' and not exists (
          select from job as part where part.package_id = job.id and part.finished_at is null
            and (part.waits_for_turn or part.state = 'awaiting_approval')
        )) as running,
      count(*) filter (where admitted_at is null) as parked
    from job where tenant_id = ${tenantId} and finished_at is null and package_id is null`.execute(trx);
  return rows[0] ?? { total: 0, running: 0, parked: 0 };
}

/** Lets parked jobs of a tenant in, in accepted order, until `most` of its jobs run; gives those that it let in. */
export async function admitJobs(trx: Query, tenantId: string, most: number): Promise<JobRow[]> {
  const { running, parked } = await lockOpenJobs(trx, tenantId);
  if (parked === 0 || running >= most) return [];
  const first = trx
    .selectFrom("job")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("finishedAt", "is", null)
    .where("admittedAt", "is", null)
    .orderBy("acceptedNo")
    .limit(most - running);
  const admitted = await trx
    .updateTable("job")
    .set({ admittedAt: sql`statement_timestamp()` }) // under the lock, unlike the transaction's
    .where("id", "in", first)
    .returningAll()
    .execute();
  return admitted.sort((a, b) => a.acceptedNo - b.acceptedNo);
}

/** Whether a job of the tenant waits to be let in. */
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

/** Whose jobs wait to be let in. */
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
