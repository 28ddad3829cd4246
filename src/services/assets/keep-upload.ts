import type { Upload } from "../../assets/asset-store.js";
import { lockBlob } from "../../db/assets/assets.js";
import { uncounted } from "../../db/connection-share.js";
import type { Query } from "../../db/database.js";
import { endLease, takeLease } from "../../db/leases.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { countNewBytes } from "../limits/stored-bytes.js";
import { removeUnneeded } from "./job-bytes.js";

/** Bytes that are in the store without a reference to them. */
export interface KeptUpload {
  /**
   * Claims the bytes in the transaction that stores a reference to them: they stay until its commit.
   * `TENANT_STORAGE_FULL` if the tenant has no room for them.
   */
  claim(trx: Query): Promise<void>;
  /**
   * Deletes the bytes after that transaction failed, unless another reference exists. The cleaner removes any
   * remainder.
   */
  drop(): Promise<void>;
}

/** A server-side copy of the largest asset takes minutes. */
const leaseSeconds = 3_600;
/** The removal of equal bytes is one request to the store. */
const patienceMs = 2_000;

/**
 * Makes the bytes of an upload durable, outside of any transaction: a slow store does not hold a connection. Until they
 * are claimed, a lease prevents their removal. `STORAGE_UNAVAILABLE` while equal bytes are being removed.
 */
export async function keepUpload(
  { db, assets, config }: Pick<Deps, "db" | "assets" | "config">,
  tenantId: string,
  upload: Upload,
): Promise<KeptUpload> {
  const { sha256 } = upload;
  const terms = { isExclusive: false, seconds: leaseSeconds, patienceMs };
  const lease = await takeLease(db, ["blob", tenantId, sha256], terms);
  if (lease === null) throw beingRemoved();

  async function drop(): Promise<void> {
    await uncounted(() =>
      endLease(db.query, lease ?? "").then(() => removeUnneeded({ db, assets }, tenantId, sha256)),
    ).catch(() => undefined);
  }

  try {
    await upload.keep();
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    claim: async (trx) => {
      await lockBlob(trx, tenantId, sha256);
      if (!(await endLease(trx, lease))) throw beingRemoved();
      await countNewBytes(trx, config, { tenantId, sha256, size: upload.size });
    },
    drop,
  };
}

function beingRemoved(): DomainError {
  return new DomainError("STORAGE_UNAVAILABLE", "The store is removing equal bytes.", "Try again in some seconds.");
}
