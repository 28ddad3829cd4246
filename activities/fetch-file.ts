import { Context } from "@temporalio/activity";
import type { Config } from "../src/config.js";
import { startJob, storePlainFile } from "../src/db/jobs/job-transitions.js";
import type { JobRow } from "../src/db/jobs/jobs.js";
import type { Deps } from "../src/deps.js";
import { type AssetBytes, readableUntil } from "../src/domain/asset-bytes.js";
import { isImportedAtOnce } from "../src/domain/import-input.js";
import { plainSize } from "../src/domain/job-file.js";
import type { DerivedPart } from "../src/domain/packages/package.js";
import { presets } from "../src/domain/packages/presets.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import { keepUpload } from "../src/services/assets/keep-upload.js";
import { receiveFile } from "../src/services/assets/receive-file.js";
import { packageLimits } from "../src/services/packages/package-limits.js";
import type { DerivedFindings } from "../src/unpacking/derive-file.js";
import { derivedBytes } from "../src/unpacking/package-files.js";
import { type PlainFile, unpack } from "../src/unpacking/unpack.js";
import type { FetchedFile } from "./contract.js";
import { JobEnded } from "./pipeline/import-step.js";

/**
 * Starts the job, and unpacks a packed file. The plain bytes are kept as long as the job. Null when the job has ended.
 */
export async function fetchFile(deps: Deps, jobId: string): Promise<FetchedFile | null> {
  const job = await startJob(deps.db.query, jobId, ["queued", "running", "awaiting_approval"]);
  if (!job) return null;
  const size = job.detected === null ? await unpackOnce(deps, job) : plainSize(job);
  return { small: isImportedAtOnce(job.entity, size) };
}

/** Returns a file that a preset derives from the files of a package. */
function derivedFile(
  bytes: AssetBytes,
  part: DerivedPart,
  limits: Config["limits"],
  findings: DerivedFindings,
): PlainFile {
  const member = presets[part.preset].files[part.file]?.file ?? null;
  const nothing = { sheet: null, sheets: [], charset: null, dates: 0, formulas: 0 };
  const plain = derivedBytes(bytes, part, packageLimits(limits), findings);
  return {
    ...{ contentType: "text/csv; charset=utf-8", bytes: plain },
    detected: () => ({ ...nothing, packing: "zip", member }),
    close: async () => void (await plain.return(undefined)),
  };
}

/** Returns the number of the plain bytes. */
async function unpackOnce({ db, assets, config }: Deps, job: JobRow): Promise<number> {
  const { tenantId, assetPath: path, assetContentType: contentType, member, sheet } = job;
  const bytes = readableUntil(Context.current().cancellationSignal, await jobBytes({ assets }, job));
  const findings = { hasSecret: false };
  const { limits } = config;
  const plain = job.derived
    ? derivedFile(bytes, job.derived, limits, findings)
    : await unpack({ bytes, path, contentType, member, sheet }, limits);
  if (plain === null) return job.assetSize;
  const room = { maxBytes: limits.maxAssetBytes, announcedBytes: 0 };
  const upload = await receiveFile({ db, assets, config }, tenantId, plain.bytes, room).finally(plain.close);
  try {
    const { sha256, size } = upload;
    const kept = await keepUpload({ db, assets, config }, tenantId, upload);
    try {
      await db.transaction({ name: `fetch ${job.id}` }, async ({ trx }) => {
        await kept.claim(trx);
        const detected = { ...plain.detected(), size, contentType: plain.contentType };
        if (!(await storePlainFile(trx, job.id, sha256, detected, findings)))
          throw new JobEnded("the job ended while its file was unpacked");
      });
    } catch (error) {
      await kept.drop();
      throw error;
    }
    return size;
  } finally {
    await upload.discard();
  }
}
