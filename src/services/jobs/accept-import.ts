import { randomUUID } from "node:crypto";
import type { AssetStore } from "../../assets/asset-store.js";
import { checkType } from "../../codecs/check-type.js";
import type { Config } from "../../config.js";
import type { Query } from "../../db/database.js";
import { isUnavailable } from "../../db/database-errors.js";
import { bindRetryKey } from "../../db/jobs/idempotency-keys.js";
import { holdRetry, insertJob, type JobRow } from "../../db/jobs/jobs.js";
import { lockUntilCommit } from "../../db/lock.js";
import { currentMapping } from "../../db/mappings/mappings.js";
import { openImport, recordJob } from "../../db/schedules/schedule-runs.js";
import { lockSchedule } from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { currentFingerprint } from "../../domain/fingerprint.js";
import type { ImportOptions } from "../../domain/import-options.js";
import type { PinnedMapping } from "../../domain/mapping/mapping.js";
import type { PackageDefinition } from "../../domain/packages/package.js";
import { importWorkflowId } from "../../domain/workflow-id.js";
import { activeTraceparent } from "../../telemetry/spans.js";
import { beginningOf } from "../limits/admit-import.js";
import { checkSource } from "../sources/check-source.js";
import { type ImportSource, type KeptBody, keepBody, pinBytes } from "./import-bytes.js";
import { earlierJob } from "./repeated-request.js";

/** A request for an import, the same for all contracts. */
export interface ImportRequest extends ImportOptions {
  readonly tenantId: string;
  readonly requestedBy: string;
  readonly importerId: string;
  /** The name of the entity of its rows; `package` for an archive of several files. */
  readonly entity: string;
  readonly source: ImportSource;
  /** How an archive of several files is imported. */
  readonly package?: PackageDefinition;
  /** A mapping that replaces the importer's. */
  readonly mapping?: PinnedMapping;
  /** The request, as a hash of method, path, query and body, or as its fingerprints. */
  readonly fingerprint: string;
  /** Requests with the same key are one import. */
  readonly idempotencyKey: string | null;
  /** The schedule of which this import is a manual run. */
  readonly scheduleId?: string;
  /** The job whose rejected rows this import contains, corrected. */
  readonly correctionOf?: string;
}

/**
 * Accepts an import: pins its bytes and inserts the job, in one transaction (section D 1 and 2). The workflow is not
 * started here. The job is parked if the tenant has no place for another running job. `ASSET_NOT_FOUND`,
 * `INVALID_ASSET_PATH` or `UNSUPPORTED_ASSET` if the asset cannot be imported, the errors of `checkSource` if a source
 * cannot, `TOO_MANY_OPEN_IMPORTS` if the tenant has too many unfinished imports, `STORAGE_FULL` on a full disk. A job
 * is retried once: further retries of it return the same job.
 */
export async function acceptImport(
  { db, assets, config }: Pick<Deps, "db" | "assets" | "config">,
  request: ImportRequest,
): Promise<JobRow> {
  const id = randomUUID();
  const body = await keepBody({ db, assets, config }, id, request);
  let isCommitting = false;
  try {
    const job = await db.transaction({ name: "accept import" }, async ({ trx }) => {
      const accepted = await acceptOnce(trx, { assets, config, body }, id, request);
      isCommitting = true;
      return accepted;
    });
    if (job.id !== id) await body?.drop();
    return job;
  } catch (error) {
    // After an outage the result of the commit is unknown; the cleaner sweeps a body without a job.
    if (!isCommitting || !isUnavailable(error)) await body?.drop();
    throw error;
  }
}

interface AcceptedWith {
  readonly assets: AssetStore;
  readonly config: Pick<Config, "tenantBounds" | "sources">;
  /** The body of the request, if the import reads its bytes; else null. */
  readonly body: KeptBody | null;
}

async function acceptOnce(
  trx: Query,
  { assets, config, body }: AcceptedWith,
  id: string,
  request: ImportRequest,
): Promise<JobRow> {
  const { entity, source, ...asked } = request;
  const { tenantId, idempotencyKey } = asked;
  // Without a key no later request is compared with this one.
  const fingerprint = idempotencyKey === null ? "" : currentFingerprint(asked.fingerprint);
  if (idempotencyKey !== null) {
    await lockUntilCommit(trx, "idempotency", tenantId, idempotencyKey);
    const earlier = await earlierJob(trx, request);
    if (earlier) return earlier;
  }
  if ("retryOf" in source) {
    await lockUntilCommit(trx, "retry", source.retryOf.id);
    const retried = await holdRetry(trx, source.retryOf.id);
    if (retried) {
      const bound = { tenantId, fingerprint, jobId: retried.id };
      if (idempotencyKey !== null) await bindRetryKey(trx, { ...bound, key: idempotencyKey });
      return retried;
    }
  }
  if (request.scheduleId !== undefined) await refuseOverlap(trx, request.scheduleId);
  // A full disk is reported now, not in the middle of the import.
  await assets.requireRoom(0);
  if ("remote" in source) await checkSource(trx, config.sources, tenantId, source.remote);
  const bytes = await pinBytes(trx, { tenantId, source, body });
  if (bytes.assetSha256 !== "" || body !== null) checkType(entity, bytes.assetContentType);
  // Last, since all other requests of the tenant wait for this lock.
  const beginning = await beginningOf(trx, config, { tenantId, bytes: bytes.assetSize });
  const job = {
    ...asked,
    ...bytes,
    mapping: asked.mapping ?? (await currentMapping(trx, { tenantId, importerId: asked.importerId, entity })),
    ...("retryOf" in source && { derived: source.retryOf.derived }),
    ...{ id, entity, fingerprint, workflowId: importWorkflowId(entity, id), traceparent: activeTraceparent() },
  };
  const accepted = await insertJob(trx, job, beginning);
  if (request.scheduleId !== undefined) await recordJob(trx, request.scheduleId, accepted.createdAt, id);
  return accepted;
}

/**
 * Throws `SCHEDULE_RUNNING` if an import of the schedule is open. A schedule has one open import at a time, whether
 * Temporal or a person starts it.
 */
async function refuseOverlap(trx: Query, scheduleId: string): Promise<void> {
  if (!(await lockSchedule(trx, scheduleId))) throw scheduleNotFound();
  const open = await openImport(trx, scheduleId);
  if (!open) return;
  const hint = "Wait for its end: GET /api/jobs/{id}.";
  throw new DomainError("SCHEDULE_RUNNING", `The schedule's job ${open.id} has not ended.`, hint);
}

export function scheduleNotFound(): DomainError {
  const hint = "GET /api/schedules lists the schedules.";
  return new DomainError("SCHEDULE_NOT_FOUND", "No schedule has this id.", hint);
}
