import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type AssetRow, findAsset, listAssets } from "../db/assets/assets.js";
import { checkAssetPath } from "../domain/asset-path.js";
import { DomainError } from "../domain/errors.js";
import { assetExists, forgetAsset, storeAsset } from "../services/assets/store-asset.js";
import { assetLinks } from "./answer/links.js";
import { streamedBody } from "./answer/streamed-body.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { problems } from "./openapi.js";
import { type GuardedRoute, rawRoute } from "./raw-route.js";
import { allow, requireRole } from "./request/auth.js";
import { announcedLength, bodyOf } from "./request/body.js";
import { assetPathField, decodeCursor, encodeCursor, pageQuery, plainText, shaped } from "./request/fields.js";
import { reprDigest } from "./request/repr-digest.js";

const prefix = "/api/assets/";
const pattern = `${prefix}:path{.+}`;
const tags = ["Assets"];

const assetSchema = z
  .object({
    path: z.string(),
    sha256: z.string(),
    size: z.int(),
    contentType: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Asset");

const assetAnswer = { content: { "application/json": { schema: assetSchema } } };
const binary = { schema: z.string().openapi({ format: "binary" }) };
const uploadContent = { "text/csv": binary, "application/octet-stream": binary };
const downloadQuery = z.strictObject({ download: z.literal("1").optional() });
const request = { params: z.object({ path: assetPathField.openapi({ description: "May hold slashes." }) }) };

/** Contract C's assets. */
export function assetRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  putRoute(app, deps);
  listRoute(app, deps);
  getRoute(app, deps);
  deleteRoute(app, deps);
}

/** Everything behind `/api/assets/`, however that is spelled, decoded once; the router decodes more than that. */
function pathOf(url: string): string {
  const [, , , , , ...segments] = url.replace(/[?#].*$/s, "").split("/");
  try {
    return checkAssetPath(decodeURIComponent(segments.join("/")));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const hint = "Encode the path as UTF-8 with percent signs.";
    throw new DomainError("INVALID_ASSET_PATH", "The asset path is not encoded as UTF-8.", hint);
  }
}

function assetResource({ path, sha256, size, contentType, createdAt }: AssetRow & { createdAt: Date }) {
  return { path, sha256, size, contentType, createdAt: createdAt.toISOString() };
}

function assetNotFound(): DomainError {
  return new DomainError(
    "ASSET_NOT_FOUND",
    "There is no asset at this path.",
    "GET /api/assets lists those there are.",
  );
}

function putRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "put",
    path: `${prefix}{path}`,
    operationId: "putAsset",
    tags,
    summary: "Upload a file",
    description: "The raw body is the file. Repr-Digest is checked when sent; If-None-Match: * refuses to overwrite.",
    middleware: [allow("import")],
    request: { ...request, body: { content: uploadContent } },
    responses: {
      201: { description: "Stored", ...assetAnswer, links: assetLinks },
      ...problems(400, 401, 403, 412, 408, 413, 503, 507),
    },
  };
  const handler = async (context: Context<HttpEnv>) => {
    const { tenantId } = context.get("caller");
    const path = pathOf(context.req.url);
    const overwrite = context.req.header("if-none-match")?.trim() !== "*";
    const expectedSha256 = reprDigest(context.req.header("repr-digest"));
    const announcedBytes = announcedLength(context.req);
    const limit = deps.config.limits.maxAssetBytes;
    if (announcedBytes > limit) {
      throw new DomainError("ASSET_TOO_LARGE", `The asset is larger than ${limit} bytes.`, "Split the file.");
    }
    // Told before the body is sent, and decided again when it is stored.
    if (!overwrite && (await findAsset(deps.db.query, tenantId, path))) throw assetExists();
    const contentType = context.req.header("content-type") ?? "application/octet-stream";
    const asset = { tenantId, path, contentType, overwrite, expectedSha256, announcedBytes };
    const stored = await storeAsset(deps, asset, bodyOf(context.req.raw, deps.config.http.bodyTimeoutMs));
    return context.json(assetResource(stored), 201);
  };
  rawRoute(app, route, handler, pattern);
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/assets",
    operationId: "listAssets",
    tags,
    summary: "Assets by path",
    middleware: [allow("read")],
    request: { query: z.strictObject({ ...pageQuery, prefix: plainText(1_024).optional() }) },
    responses: {
      200: {
        description: "A page of assets",
        content: {
          "application/json": { schema: z.object({ items: z.array(assetSchema), nextCursor: z.string().nullable() }) },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, prefix: start = "" } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([plainText(1_024)]))?.[0] ?? null;
    const { tenantId } = context.get("caller");
    const assets = await listAssets(deps.db.query, { tenantId, prefix: start, after, limit });
    const last = assets.length === limit ? assets.at(-1) : undefined;
    const nextCursor = last ? encodeCursor([last.path]) : null;
    return context.json({ items: assets.map(assetResource), nextCursor }, 200);
  });
}

function getRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "get",
    path: `${prefix}{path}`,
    operationId: "getAsset",
    tags,
    summary: "What is known of an asset, or its bytes",
    description:
      "What is known of it takes a key of role `read`, `?download=1` one of role `import`: the bytes can hold secrets.",
    middleware: [allow("read")],
    request: { ...request, query: downloadQuery },
    responses: {
      200: {
        description: "The asset; with `?download=1` its bytes, with the content type that it was stored with",
        content: {
          "application/json": { schema: z.union([assetSchema, z.unknown()]) },
          "*/*": { schema: z.unknown() },
        },
      },
      ...problems(400, 401, 404, 503),
    },
  };
  const handler = async (context: Context<HttpEnv>) => {
    const { download } = shaped(downloadQuery, context.req.query());
    if (download) requireRole(context.get("caller"), "import");
    const { tenantId } = context.get("caller");
    const asset = await findAsset(deps.db.query, tenantId, pathOf(context.req.url));
    if (!asset) throw assetNotFound();
    if (!download) return context.json(assetResource(asset), 200);
    const bytes = await deps.assets.open(tenantId, asset.sha256);
    const body = streamedBody(context, deps.log, { rest: bytes.read()[Symbol.asyncIterator]() });
    // Never shown by a browser as a page of ours, whatever type the uploader gave it.
    return context.body(body, 200, {
      "Content-Type": asset.contentType,
      "Content-Length": String(bytes.size),
      "Content-Disposition": "attachment",
    });
  };
  rawRoute(app, route, handler, pattern);
}

function deleteRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "delete",
    path: `${prefix}{path}`,
    operationId: "deleteAsset",
    tags,
    summary: "Remove an asset",
    description: "Jobs that were accepted keep the bytes they need. 409 while a schedule imports from the path.",
    middleware: [allow("import")],
    request,
    responses: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 409, 503) },
  };
  const handler = async (context: Context<HttpEnv>) => {
    const { tenantId } = context.get("caller");
    if (!(await forgetAsset(deps, tenantId, pathOf(context.req.url)))) throw assetNotFound();
    return context.body(null, 204);
  };
  rawRoute(app, route, handler, pattern);
}
