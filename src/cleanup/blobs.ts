import { type StoredBlob, unneededBlobs } from "../db/assets/assets.js";
import { removeUnneeded } from "../services/assets/job-bytes.js";
import { type CleanupDeps, type Leftover, namesAtOnce } from "./leftover.js";

/** Bytes in the store that neither a path nor a kept job points at. */
export const blobs: Leftover = {
  async find(deps) {
    let [count, example]: [number, string | null] = [0, null];
    for await (const { tenantId, sha256 } of unneeded(deps)) {
      count++;
      example ??= `${tenantId}/${sha256}`;
    }
    return { count, example };
  },
  async remove(deps, signal) {
    let removed = 0;
    for await (const { tenantId, sha256 } of unneeded(deps)) {
      signal.throwIfAborted();
      // Checked again under the lock: since the blob was listed, an upload may have stored the same bytes.
      if (await removeUnneeded(deps, tenantId, sha256)) removed++;
    }
    return removed;
  },
};

async function* unneeded({ db, assets }: CleanupDeps): AsyncGenerator<StoredBlob> {
  let listed: StoredBlob[] = [];
  for await (const blob of assets.blobs()) {
    listed.push(blob);
    if (listed.length < namesAtOnce) continue;
    yield* await unneededBlobs(db.query, listed);
    listed = [];
  }
  yield* await unneededBlobs(db.query, listed);
}
