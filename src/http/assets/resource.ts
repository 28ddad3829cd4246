import { z } from "@hono/zod-openapi";
import type { AssetRow } from "../../db/assets/assets.js";
import { checkAssetPath } from "../../domain/asset-path.js";
import { DomainError } from "../../domain/errors.js";
import { assetPathField } from "../request/fields.js";

export const assetPrefix = "/api/assets/";
/** The path as Hono matches it. The parameter may contain slashes. */
export const assetPattern = `${assetPrefix}:path{.+}`;
export const assetTags = ["Assets"];

export const assetSchema = z
  .object({
    path: z.string(),
    sha256: z.string(),
    size: z.int(),
    contentType: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Asset");

export const assetAnswer = {
  headers: z.object({ ETag: z.string().openapi({ description: "The sha-256 of the bytes, in quotes." }) }),
  content: { "application/json": { schema: assetSchema } },
};

export const assetRequest = {
  params: z.object({ path: assetPathField.openapi({ description: "May hold slashes." }) }),
};

export function assetResource({ path, sha256, size, contentType, createdAt }: AssetRow & { createdAt: Date }) {
  return { path, sha256, size, contentType, createdAt: createdAt.toISOString() };
}

/**
 * Returns the part of a URL after `/api/assets/`, in any spelling of that prefix, decoded once. The router's own
 * parameter is decoded further.
 */
export function pathOf(url: string): string {
  const [, , , , , ...segments] = url.replace(/[?#].*$/s, "").split("/");
  try {
    return checkAssetPath(decodeURIComponent(segments.join("/")));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const hint = "Encode the path as UTF-8 with percent signs.";
    throw new DomainError("INVALID_ASSET_PATH", "The asset path is not encoded as UTF-8.", hint);
  }
}

export function assetNotFound(): DomainError {
  return new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", "GET /api/assets lists the assets.");
}
