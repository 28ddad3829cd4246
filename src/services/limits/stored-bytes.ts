import { findBounds } from "../../db/access/tenant-bounds.js";
import { countStoredBytes, insertStoredBlob, isStoredBlob, lockStoredBytes } from "../../db/assets/stored-blobs.js";
import type { Query } from "../../db/database.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";

/** The admission of bytes to the store: `TENANT_STORAGE_FULL` beyond a tenant's bound. */

type Bounding = Pick<Deps["config"], "tenantBounds">;

/** Bytes that this process is receiving, by tenant: concurrent uploads share the room that is left. */
const arriving = new Map<string, number>();

/**
 * Yields a body as long as the tenant has room for it. The room is read once, before the body. Bytes that other
 * processes receive at the same time are not seen until the bytes are counted.
 */
export async function withinRoom(
  { db, config }: { readonly db: Pick<Deps["db"], "query">; readonly config: Bounding },
  tenantId: string,
  body: AsyncIterable<Uint8Array>,
  announcedBytes: number,
): Promise<AsyncIterable<Uint8Array>> {
  const { storedBytes: bound } = await findBounds(db.query, config.tenantBounds, tenantId);
  const room = bound - (await countStoredBytes(db.query, tenantId));
  if (announcedBytes + (arriving.get(tenantId) ?? 0) > room) throw tenantFull(bound);
  return (async function* () {
    let own = 0;
    try {
      for await (const block of body) {
        own += block.length;
        const all = (arriving.get(tenantId) ?? 0) + block.length;
        arriving.set(tenantId, all);
        if (all > room) throw tenantFull(bound);
        yield block;
      }
    } finally {
      const left = (arriving.get(tenantId) ?? 0) - own;
      if (left > 0) arriving.set(tenantId, left);
      else arriving.delete(tenantId);
    }
  })();
}

interface NewBytes {
  readonly tenantId: string;
  /** Empty for a private body: its bytes are counted through its job. */
  readonly sha256: string;
  readonly size: number;
}

/** Counts bytes in the transaction that stores a reference to them. Bytes that are already stored count once. */
export async function countNewBytes(trx: Query, { tenantBounds }: Bounding, bytes: NewBytes): Promise<void> {
  const { tenantId, sha256, size } = bytes;
  if (sha256 !== "" && (await isStoredBlob(trx, bytes))) return;
  const { storedBytes: bound } = await findBounds(trx, tenantBounds, tenantId);
  if ((await lockStoredBytes(trx, tenantId)) + size > bound) throw tenantFull(bound);
  if (sha256 !== "") await insertStoredBlob(trx, { tenantId, sha256, size });
}

function tenantFull(bound: number): DomainError {
  const hint = "Delete assets that are not needed: DELETE /api/assets/{path}. GET /api/limits shows use and bound.";
  return new DomainError("TENANT_STORAGE_FULL", `The tenant may store ${bound} bytes, and this would be more.`, hint);
}
