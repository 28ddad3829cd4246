import type { Config } from "../../config.js";
import { unpackedTooLarge } from "../../unpacking/archive-faults.js";
import type { PackageLimits } from "../../unpacking/derive-file.js";

/** How large the files of a package may be. */
export function packageLimits({ maxAssetBytes, maxRecordBytes }: Config["limits"]): PackageLimits {
  const inflate = { maxBytes: maxAssetBytes, tooLarge: () => unpackedTooLarge(maxAssetBytes) };
  return { inflate, maxRecordBytes };
}
