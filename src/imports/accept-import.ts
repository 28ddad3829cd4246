import { randomUUID } from "node:crypto";
import { importWorkflowId } from "../../workflows/contract.js";
import { codecFor } from "../codecs/index.js";
import { findAsset, lockBlob } from "../db/assets.js";
import type { Query } from "../db/database.js";
import { findIdempotentJob, insertJob, type JobRow } from "../db/jobs.js";
import { lockUntilCommit } from "../db/lock.js";
import type { Deps } from "../deps.js";
import { checkAssetPath } from "../domain/asset-path.js";
import type { Entity } from "../domain/entity.js";
import { DomainError } from "../domain/errors.js";
import type { ImportMode, InvalidRowPolicy } from "../domain/job.js";

/** An import that somebody asks for, whichever contract they speak. */
export interface ImportRequest {
  readonly tenantId: string;
  readonly requestedBy: string;
  readonly importerId: string;
  readonly entity: Entity;
  readonly assetPath: string;
  readonly mode: ImportMode;
  readonly dryRun: boolean;
  readonly onInvalid: InvalidRowPolicy;
  /** What was asked, as a hash of method, path, query and body. */
  readonly fingerprint: string;
  /** Repeats with one key are one import. */
  readonly idempotencyKey: string | null;
}

/**
 * Accepts an import: pins the asset's bytes and inserts the job, in one transaction (section D 1 and 2). Nothing is
 * started yet. `ASSET_NOT_FOUND`, `INVALID_ASSET_PATH` or `UNSUPPORTED_ASSET` where the asset cannot be imported.
 */
export async function acceptImport({ db }: Pick<Deps, "db">, request: ImportRequest): Promise<JobRow> {
  const { entity, assetPath, ...asked } = request;
  return db.transaction({ name: "accept import" }, async ({ trx }) => {
    const earlier = await earlierJob(trx, request);
    if (earlier) return earlier;
    checkAssetPath(assetPath);
    const asset = await pinAsset(trx, request.tenantId, assetPath);
    codecFor(asset.contentType);
    const id = randomUUID();
    return insertJob(trx, {
      ...asked,
      id,
      entity: entity.name,
      assetPath,
      assetSha256: asset.sha256,
      assetSize: asset.size,
      assetContentType: asset.contentType,
      workflowId: importWorkflowId(id),
    });
  });
}

/** The job that the same request with the same key started; looked up before anything is checked. */
async function earlierJob(trx: Query, { tenantId, idempotencyKey, fingerprint }: ImportRequest) {
  if (idempotencyKey === null) return undefined;
  await lockUntilCommit(trx, "idempotency", tenantId, idempotencyKey);
  const job = await findIdempotentJob(trx, tenantId, idempotencyKey);
  if (!job || job.fingerprint === fingerprint) return job;
  const hint = "Use a new key for every new request, and the same key only to repeat one.";
  throw new DomainError("IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was sent with another request.", hint);
}

/** The pointer may move until its bytes are locked, so it is read again under the lock. */
async function pinAsset(trx: Query, tenantId: string, path: string) {
  for (let seen: string | null = null; ; ) {
    const asset = await findAsset(trx, tenantId, path);
    if (!asset) {
      const hint = `Upload it first: PUT /api/assets/${encodeURI(path)}.`;
      throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", hint);
    }
    if (asset.sha256 === seen) return asset;
    await lockBlob(trx, tenantId, asset.sha256);
    seen = asset.sha256;
  }
}
