import type { Upload } from "../../assets/asset-store.js";
import { lockBlob } from "../../db/assets/assets.js";
import { type PinnedBytes, pinAsset, pinSource } from "../../db/assets/pin-asset.js";
import type { Query } from "../../db/database.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import type { Deps } from "../../deps.js";
import { entityNamed } from "../../domain/entities/index.js";
import { hashedField, listName } from "../../domain/entity.js";
import { isNotDownloaded } from "../../domain/import-input.js";
import type { Source } from "../../domain/source.js";
import { bodyDeleted } from "../assets/job-bytes.js";
import { keepUpload } from "../assets/keep-upload.js";
import { countNewBytes } from "../limits/stored-bytes.js";

/**
 * Where the bytes of an import are: an asset by its path, a file on another server, the body of the request, received
 * but not yet stored, or the bytes that an earlier job has pinned. The import may retry that job or only read the same
 * bytes.
 */
export type ImportSource =
  | { readonly assetPath: string }
  | { readonly remote: Source }
  | { readonly upload: Upload; readonly contentType: string }
  | { readonly retryOf: JobRow }
  | { readonly bytesOf: JobRow };

interface BytesToPin {
  readonly tenantId: string;
  readonly source: ImportSource;
  /** The body of the request, if the import reads its bytes; else null. */
  readonly body: KeptBody | null;
}

/** Pins the bytes of an import until the commit. `ASSET_NOT_FOUND`, `INVALID_ASSET_PATH`, `BODY_DELETED` */
export async function pinBytes(trx: Query, { tenantId, source, body }: BytesToPin): Promise<PinnedBytes> {
  if ("assetPath" in source) return pinAsset(trx, tenantId, source.assetPath);
  if ("remote" in source) return pinSource(source.remote);
  if ("retryOf" in source) {
    const { id: retryOf, sourceUrl: url, sourceAuth: auth } = source.retryOf;
    const isKept = url === null || (await isBodyKept(trx, source.retryOf));
    return { ...(isKept ? await pinAgain(trx, source.retryOf) : pinSource({ url, auth })), retryOf };
  }
  if ("bytesOf" in source) return pinAgain(trx, source.bytesOf);
  if (body === null) throw new Error("the body was not kept");
  return body.pin(trx);
}

/** Whether the bytes of a source are stored and stay stored. Bytes with passwords are deleted with their job. */
async function isBodyKept(trx: Query, { id, tenantId, assetSha256 }: JobRow): Promise<boolean> {
  await lockBlob(trx, tenantId, assetSha256);
  const job = await findJob(trx, id);
  return job !== undefined && !isNotDownloaded(job) && job.bodyDeletedAt === null && !job.namesSecret;
}

/** Pins the bytes of an earlier job; `BODY_DELETED` if that job does not hold them. */
async function pinAgain(trx: Query, { id, tenantId, assetSha256 }: JobRow): Promise<PinnedBytes> {
  await lockBlob(trx, tenantId, assetSha256);
  const job = await findJob(trx, id);
  if (!job || job.body === "private" || job.bodyDeletedAt !== null) throw bodyDeleted();
  const { assetPath, assetSize, assetContentType, body, sourceUrl, sourceAuth, sourceVersion } = job;
  const bytes = { assetPath, assetSha256, assetSize, assetContentType, body };
  return sourceUrl === null ? bytes : { ...bytes, sourceUrl, sourceAuth, sourceVersion };
}

/** The body of a request, in the store before its job is inserted. */
export interface KeptBody {
  pin(trx: Query): Promise<PinnedBytes>;
  /** Deletes the body if no job was inserted for it. */
  drop(): Promise<void>;
}

interface Asking {
  readonly tenantId: string;
  readonly entity: string;
  readonly source: ImportSource;
}

/**
 * Stores a body for its job. A body that can carry secrets is stored separately, and its sha256 is not shown: it would
 * allow guesses of a short list to be checked (section D 11). Null if the bytes are already in the store.
 */
export async function keepBody(
  { db, assets, config }: Pick<Deps, "db" | "assets" | "config">,
  id: string,
  { tenantId, entity: name, source }: Asking,
): Promise<KeptBody | null> {
  if (!("upload" in source)) return null;
  const entity = entityNamed(name);
  const { upload, contentType: assetContentType } = source;
  const pinned = { assetPath: `import/${listName(entity)}/${id}`, assetSize: upload.size, assetContentType };
  if (hashedField(entity) !== null) {
    await upload.keepPrivate(id);
    return {
      pin: async (trx) => {
        await countNewBytes(trx, config, { tenantId, sha256: "", size: upload.size });
        return { ...pinned, assetSha256: "", body: "private" };
      },
      drop: () => assets.removePrivate(tenantId, id),
    };
  }
  const kept = await keepUpload({ db, assets, config }, tenantId, upload);
  return {
    pin: async (trx) => {
      await kept.claim(trx);
      return { ...pinned, assetSha256: upload.sha256, body: "spooled" };
    },
    drop: kept.drop,
  };
}
