import type { AssetRow } from "../../db/assets/assets.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { packingOf } from "../../domain/packing.js";
import { type PackedParts, partsOf } from "../../unpacking/unpack.js";

/**
 * Lists the parts of a stored archive or workbook, of which one has to be chosen for an import. Empty if the file is
 * plain or broken.
 */
export async function packedParts({ assets }: Pick<Deps, "assets">, asset: AssetRow): Promise<PackedParts> {
  const nothing = { members: [], sheets: [] };
  if (packingOf(asset.contentType) !== "zip") return nothing;
  try {
    return await partsOf(await assets.open(asset.tenantId, asset.sha256));
  } catch (error) {
    // The import reports what is wrong with the file.
    if (error instanceof DomainError && /^(?:ARCHIVE|SPREADSHEET|UNSUPPORTED)_/.test(error.code)) return nothing;
    throw error;
  }
}
