import type { AssetStore } from "./asset-store.js";
import { type LocalFolder, localAssetStore } from "./local-asset-store.js";
import type { S3Location } from "./s3-asset-store.js";

/** The location of a deployment's assets. */
export type AssetLocation = LocalFolder | S3Location;

/** Opens the store that the settings name. The S3 client is loaded only if it is used: it takes 24 MB. */
export async function openAssetStore(location: AssetLocation): Promise<AssetStore> {
  if ("folder" in location) return localAssetStore(location);
  const { s3AssetStore } = await import("./s3-asset-store.js");
  return s3AssetStore(location);
}
