import { type Selectable, sql } from "kysely";
import type { AuditedSettings } from "../../domain/audit.js";
import type { ImportOptions } from "../../domain/import-options.js";
import type { JobBody } from "../../domain/job.js";
import type { PinnedMapping } from "../../domain/mapping/mapping.js";
import type { DerivedPart, PackageDefinition } from "../../domain/packages/package.js";
import { recordAudit } from "../audit/audit-events.js";
import { auditedFile } from "../audit/audited-file.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import { noteFile } from "../schedules/new-files.js";
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
  /** Where the bytes are to be downloaded from; left out: they are stored already. */
  readonly sourceUrl?: string;
  readonly sourceAuth?: string | null;
  readonly sourceVersion?: string | null;
  readonly mapping: PinnedMapping | null;
  readonly workflowId: string;
  /** The trace context in which the job is accepted, as a W3C `traceparent`. */
  readonly traceparent: string | null;
  readonly retryOf?: string;
  readonly correctionOf?: string;
  readonly scheduleId?: string;
  /** How an archive with several files is imported; left out: the job imports rows. */
  readonly package?: PackageDefinition | null;
  readonly packageId?: string;
  readonly packageNo?: number;
  readonly derived?: DerivedPart | null;
  readonly namesSecret?: boolean;
}

/**
 * Where a job begins. `parked`: the job waits for a place, and its workflow is not started. `waiting`: its workflow is
 * started, and waits for a place. `admitted`: the job has a place. `running`: a schedule started the job.
 */
type Beginning = "parked" | "waiting" | "admitted" | "running";

/**
 * Accepts a job. The lock makes the accepted numbers of one importer and entity visible in their order (D 1). A job
 * that begins as `running` was started by a schedule.
 */
export async function insertJob(trx: Query, job: NewJob, beginning: Beginning): Promise<JobRow> {
  await lockUntilCommit(trx, "accept", job.tenantId, job.importerId, job.entity);
  const now = sql<Date>`statement_timestamp()`;
  const begun = {
    parked: {},
    waiting: { workflowStartedAt: now },
    admitted: { admittedAt: now },
    running: { state: "running" as const, admittedAt: now, startedAt: now, workflowStartedAt: now },
  }[beginning];
  const inserted = await trx
    .insertInto("job")
    .values({ ...job, ...stringified(job), ...begun, fileOf: fileOf(job) })
    .returningAll()
    .executeTakeFirstOrThrow();
  await trx.insertInto("jobCheck").values({ jobId: job.id }).execute();
  if (inserted.scheduleId !== null) await noteFile(trx, inserted.scheduleId, inserted.assetSha256);
  await recordAudit(trx, {
    tenantId: job.tenantId,
    action: "job.accepted",
    object: `job:${job.id}`,
    after: auditedJob(job),
  });
  return inserted;
}

function fileOf({ scheduleId, retryOf }: NewJob) {
  return scheduleId ?? sql<string | null>`(select file_of from job where id = ${retryOf ?? null})`;
}

/** What the audit trail records of an accepted job. */
function auditedJob({ entity, importerId, mode, dryRun, ...job }: NewJob): AuditedSettings {
  const { retryOf = null, correctionOf = null, scheduleId = null, packageId = null } = job;
  return { entity, importerId, mode, dryRun, ...auditedFile(job), retryOf, correctionOf, scheduleId, packageId };
}

function stringified({ mapping, package: definition, derived }: NewJob) {
  return {
    mapping: mapping && JSON.stringify(mapping),
    package: definition ? JSON.stringify(definition) : null,
    derived: derived ? JSON.stringify(derived) : null,
  };
}

/** Finds the retry of a job, and locks its row, so that it is not deleted before the commit. */
export async function holdRetry(trx: Query, retryOf: string): Promise<JobRow | undefined> {
  return trx.selectFrom("job").selectAll().where("retryOf", "=", retryOf).forKeyShare().executeTakeFirst();
}

export async function findJob(db: Query, id: string): Promise<JobRow | undefined> {
  return db.selectFrom("job").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Returns the trace context in which the job was accepted; null if it was not traced, or the job is unknown. */
export async function findTraceparent(db: Query, id: string): Promise<string | null> {
  const job = await db.selectFrom("job").select("traceparent").where("id", "=", id).executeTakeFirst();
  return job?.traceparent ?? null;
}

export async function findTenantJob(db: Query, tenantId: string, id: string): Promise<JobRow | undefined> {
  return db.selectFrom("job").selectAll().where("id", "=", id).where("tenantId", "=", tenantId).executeTakeFirst();
}

/** Returns the ids of a tenant's open jobs, which may still write what they have read. */
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
