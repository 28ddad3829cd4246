import type { Upload, UploadSize } from "../../assets/asset-store.js";
import type { Deps } from "../../deps.js";
import { withinRoom } from "../limits/stored-bytes.js";

/**
 * Streams bytes of a tenant into the store; `ASSET_TOO_LARGE`, `STORAGE_FULL`, and `TENANT_STORAGE_FULL` past the
 * tenant's bound.
 */
export async function receiveFile(
  { db, assets, config }: Pick<Deps, "db" | "assets" | "config">,
  tenantId: string,
  body: AsyncIterable<Uint8Array>,
  size: UploadSize,
): Promise<Upload> {
  const bounded = await withinRoom({ db, config }, tenantId, body, size.announcedBytes);
  return assets.receive(tenantId, bounded, size);
}
