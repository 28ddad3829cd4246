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

/** An import as any of the contracts asks for it. */
export interface ImportRequest extends ImportOptions {
  readonly tenantId: string;
  readonly requestedBy: string;
  readonly importerId: string;
  /** The name of what its rows are; `package` where it is an archive of several files. */
  readonly entity: string;
  readonly source: ImportSource;
  /** How such an archive is imported. */
  readonly package?: PackageDefinition;
  /** A mapping in place of the importer's. */
  readonly mapping?: PinnedMapping;
  /** What was asked, as a hash of method, path, query and body, or as its fingerprints. */
  readonly fingerprint: string;
  /** Repeats with one key are one import. */
  readonly idempotencyKey: string | null;
  /** The schedule that it is a run of, started by hand. */
  readonly scheduleId?: string;
  /** The job whose rejected rows it brings again, corrected. */
  readonly correctionOf?: string;
}

/**
 * Accepts an import: pins its bytes and inserts the job, in one transaction (section D 1 and 2). Nothing is started
 * yet; a job beyond those of its tenant that may run is parked. `ASSET_NOT_FOUND`, `INVALID_ASSET_PATH` or
 * `UNSUPPORTED_ASSET` where the asset cannot be imported, the faults of `checkSource` where a source cannot,
 * `TOO_MANY_OPEN_IMPORTS` beyond those that may be unfinished, `STORAGE_FULL` on a full disk. A job is retried once:
 * further retries of it give the same job.
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
    // Whether a commit took effect is not known after an outage; a body without a job is swept.
    if (!isCommitting || !isUnavailable(error)) await body?.drop();
    throw error;
  }
}

interface AcceptedWith {
  readonly assets: AssetStore;
  readonly config: Pick<Config, "tenantBounds" | "sources">;
  /** The body of the request, where that is what is imported. */
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
  // Nothing is compared with a request that brings no key.
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
  // Last: every other request of the tenant waits for the lock.
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

/** Of a schedule one import is open at a time, whether Temporal or a person starts it. */
async function refuseOverlap(trx: Query, scheduleId: string): Promise<void> {
  if (!(await lockSchedule(trx, scheduleId))) throw scheduleNotFound();
  const open = await openImport(trx, scheduleId);
  if (!open) return;
  const hint = "Wait for its end: GET /api/jobs/{id}.";
  throw new DomainError("SCHEDULE_RUNNING", `The schedule's job ${open.id} has not ended.`, hint);
}

export function scheduleNotFound(): DomainError {
  const hint = "GET /api/schedules lists those there are.";
  return new DomainError("SCHEDULE_NOT_FOUND", "There is no schedule of this id.", hint);
}
