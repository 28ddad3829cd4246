import { type Selectable, sql } from "kysely";
import type { ImportOptions } from "../../domain/import-options.js";
import type { JobBody, JobState } from "../../domain/job.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import type { JobTable } from "../schema.js";

export type JobRow = Selectable<JobTable>;

export interface NewJob extends ImportOptions {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: string;
  readonly importerId: string;
  readonly requestedBy: string;
  readonly fingerprint: string;
  readonly idempotencyKey: string | null;
  readonly body: JobBody;
  readonly assetPath: string;
  readonly assetSha256: string;
  readonly assetSize: number;
  readonly assetContentType: string;
  readonly workflowId: string;
  readonly retryOf?: string;
  readonly scheduleId?: string;
}

/** Where a job begins: it waits for a place among those of its tenant, has one, or runs already. */
type Beginning = "parked" | "admitted" | "running";

/**
 * Accepts a job; the lock makes the accepted numbers of one importer and entity visible in their order (D 1). One that
 * runs already was started by a schedule.
 */
export async function insertJob(trx: Query, job: NewJob, beginning: Beginning): Promise<JobRow> {
  await lockUntilCommit(trx, "accept", job.tenantId, job.importerId, job.entity);
  const now = sql<Date>`statement_timestamp()`;
  const begun = {
    parked: {},
    admitted: { admittedAt: now },
    running: { state: "running" as const, admittedAt: now, startedAt: now, workflowStartedAt: now },
  }[beginning];
  const inserted = await trx
    .insertInto("job")
    .values({ ...job, ...begun })
    .returningAll()
    .executeTakeFirstOrThrow();
  await trx.insertInto("jobCheck").values({ jobId: job.id }).execute();
  return inserted;
}

/** The job that tries another one again; until the commit it is not removed. */
export async function holdRetry(trx: Query, retryOf: string): Promise<JobRow | undefined> {
  return trx.selectFrom("job").selectAll().where("retryOf", "=", retryOf).forKeyShare().executeTakeFirst();
}

export async function findJob(db: Query, id: string): Promise<JobRow | undefined> {
  return db.selectFrom("job").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findTenantJob(db: Query, tenantId: string, id: string): Promise<JobRow | undefined> {
  return db.selectFrom("job").selectAll().where("id", "=", id).where("tenantId", "=", tenantId).executeTakeFirst();
}

export interface JobFilter {
  readonly tenantId: string;
  readonly state?: JobState | undefined;
  readonly entity?: string | undefined;
  readonly importerId?: string | undefined;
  readonly scheduleId?: string | undefined;
  readonly limit: number;
  /** The last job of the page before. */
  readonly after: { readonly createdMicroseconds: number; readonly id: string } | null;
}

/** A page of jobs, the newest first. */
export async function listJobs(db: Query, filter: JobFilter) {
  // Cursors carry the microseconds that a JavaScript date would drop.
  let query = db
    .selectFrom("job")
    .selectAll()
    .select(sql<number>`(extract(epoch from created_at) * 1000000)::bigint`.as("createdMicroseconds"))
    .where("tenantId", "=", filter.tenantId);
  if (filter.state) query = query.where("state", "=", filter.state);
  if (filter.entity) query = query.where("entity", "=", filter.entity);
  if (filter.scheduleId) query = query.where("scheduleId", "=", filter.scheduleId);
  if (filter.importerId) query = query.where("importerId", "=", filter.importerId);
  if (filter.after) {
    const { createdMicroseconds, id } = filter.after;
    const moment = sql`timestamptz 'epoch' + ${createdMicroseconds} * interval '1 microsecond'`;
    query = query.where(sql<boolean>`(created_at, id) < (${moment}, ${id}::uuid)`);
  }
  return query.orderBy("createdAt", "desc").orderBy("id", "desc").limit(filter.limit).execute();
}

/** A tenant's jobs that have not ended: what they have read they may still write. */
export async function openJobs(db: Query, tenantId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("job")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("finishedAt", "is", null)
    .orderBy("createdAt")
    .execute();
  return rows.map(({ id }) => id);
}
