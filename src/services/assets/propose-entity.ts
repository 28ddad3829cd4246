import { csvCodec } from "../../codecs/csv/csv-codec.js";
import { type HeaderFit, headerFits } from "../../codecs/csv/propose-entity.js";
import { codecFor } from "../../codecs/index.js";
import type { AssetRow } from "../../db/assets/assets.js";
import type { Deps } from "../../deps.js";
import { entityList } from "../../domain/entities/index.js";

/** How well the header of a stored file fits what can be imported, the best first; empty for a list. */
export async function proposeEntity({ assets }: Pick<Deps, "assets">, asset: AssetRow): Promise<HeaderFit[]> {
  if (codecFor(asset.contentType) !== csvCodec) return [];
  return headerFits(entityList, await assets.open(asset.tenantId, asset.sha256));
}
