import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { checkType } from "../src/codecs/check-type.js";
import { detectedType, tellingBytes } from "../src/codecs/detect-type.js";
import { startJob, storeDownload } from "../src/db/jobs/job-transitions.js";
import type { JobRow } from "../src/db/jobs/jobs.js";
import type { Deps } from "../src/deps.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { hashedField } from "../src/domain/entity.js";
import { DomainError } from "../src/domain/errors.js";
import { isNotDownloaded } from "../src/domain/import-input.js";
import { packingOf } from "../src/domain/packing.js";
import { streamHead } from "../src/domain/stream-head.js";
import { keepUpload } from "../src/services/assets/keep-upload.js";
import { receiveFile } from "../src/services/assets/receive-file.js";
import type { TenantShare } from "../src/services/limits/tenant-share.js";
import { openTenantSource } from "../src/services/sources/open-tenant-source.js";
import type { OpenedSource } from "../src/sources/source-access.js";
import { tooSlow } from "../src/sources/source-faults.js";
import type { DownloadedFile } from "./contract.js";
import type { DefectCounts } from "./failures.js";
import { waitingForShare } from "./fair-slots.js";
import { JobEnded } from "./pipeline/import-step.js";

/** The state that the downloads of one worker share. */
export interface Downloads {
  readonly share: TenantShare;
  /** Counts for each download how often its server did not give the file. */
  readonly outages: DefectCounts;
}

/**
 * Concurrent downloads of one worker, at most half of them of one tenant. They wait for the network, and hold no
 * connection to Postgres.
 */
export const sourceSlots = 8;

/**
 * Starts the job, and stores the bytes of its source. They are pinned like those of an upload. Null when the job has
 * ended.
 */
export async function downloadSource(
  deps: Deps,
  jobId: string,
  { share, outages }: Downloads,
): Promise<DownloadedFile | null> {
  const job = await startJob(deps.db.query, jobId, ["queued", "running", "awaiting_approval"]);
  if (!job) return null;
  if (!isNotDownloaded(job) || job.sourceUrl === null) return { bytes: job.assetSize };
  const giveBack = share.take(job.tenantId, sourceSlots / 2);
  if (giveBack === null) throw waitingForShare();
  const { seconds, attempts } = deps.config.sources;
  const { cancellationSignal } = Context.current();
  const limit = AbortSignal.timeout(seconds * 1_000);
  try {
    return await download(deps, { ...job, sourceUrl: job.sourceUrl }, AbortSignal.any([cancellationSignal, limit]));
  } catch (error) {
    if (limit.aborted) throw tooSlow(seconds);
    cancellationSignal.throwIfAborted();
    const isOutage = error instanceof DomainError && error.code === "SOURCE_UNAVAILABLE";
    if (isOutage && outages.add() < attempts) throw ApplicationFailure.retryable(error.message, error.code);
    throw error;
  } finally {
    giveBack();
  }
}

async function download(
  { db, assets, config, secretKeys }: Deps,
  job: JobRow & { readonly sourceUrl: string },
  signal: AbortSignal,
): Promise<DownloadedFile> {
  const { id, tenantId, sourceUrl: url, sourceAuth: auth } = job;
  const source = await openTenantSource({ db, config, secretKeys }, { tenantId, url, auth, known: null }, signal);
  if (source === null) throw new Error("a source was left out as known");
  try {
    const { head, whole } = await streamHead(blocksOf(source, signal), tellingBytes);
    const contentType = detectedType(source.contentType, new URL(url).pathname, head.subarray(0, tellingBytes));
    if (job.package !== null || packingOf(contentType) === null) checkType(job.entity, contentType);
    const size = { maxBytes: config.limits.maxAssetBytes, announcedBytes: source.size ?? 0 };
    const upload = await receiveFile({ db, assets, config }, tenantId, whole, size);
    try {
      const kept = await keepUpload({ db, assets, config }, tenantId, upload);
      try {
        await db.transaction({ name: `download ${id}` }, async ({ trx }) => {
          await kept.claim(trx);
          const stored = await storeDownload(trx, id, {
            ...{ assetSha256: upload.sha256, assetSize: upload.size, assetContentType: contentType },
            sourceVersion: source.version,
            // True until the plan says whether the file has secrets.
            namesSecret: job.package !== null || hashedField(entityNamed(job.entity)) !== null,
          });
          if (!stored) throw new JobEnded("the job ended while its source was downloaded");
        });
      } catch (error) {
        await kept.drop();
        throw error;
      }
      return { bytes: upload.size };
    } finally {
      await upload.discard();
    }
  } finally {
    source.close();
  }
}

async function* blocksOf({ bytes }: OpenedSource, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const block of bytes) {
    signal.throwIfAborted();
    yield Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  }
}
