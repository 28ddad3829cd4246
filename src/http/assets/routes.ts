import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { findAsset, listAssets } from "../../db/assets/assets.js";
import { recordAudit } from "../../db/audit/audit-events.js";
import { ownFolders } from "../../domain/key-scopes.js";
import { forgetAsset } from "../../services/assets/store-asset.js";
import { pageSchema } from "../answer/page-schema.js";
import { streamedBody } from "../answer/streamed-body.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { type GuardedRoute, rawRoute } from "../raw-route.js";
import { allow, requireRole } from "../request/auth.js";
import { decodeCursor, nextCursorOf, pageQuery, plainText, queryOf, shaped } from "../request/fields.js";
import { reachedPath } from "../request/scopes.js";
import { etagOf, namedBy } from "./etag.js";
import {
  assetNotFound,
  assetPattern,
  assetPrefix,
  assetRequest,
  assetResource,
  assetSchema,
  assetTags,
  pathOf,
} from "./resource.js";
import { uploadRoutes } from "./upload.js";

const downloadQuery = z.strictObject({ download: z.literal("1").optional() });

/** Registers the routes of assets (contract C). */
export function assetRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  uploadRoutes(app, deps);
  listRoute(app, deps);
  getRoute(app, deps);
  deleteRoute(app, deps);
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/assets",
    operationId: "listAssets",
    tags: assetTags,
    summary: "Assets by path",
    middleware: [allow("read")],
    request: { query: z.strictObject({ ...pageQuery, prefix: plainText(1_024).optional() }) },
    responses: {
      200: {
        description: "A page of assets",
        content: {
          "application/json": { schema: pageSchema(assetSchema) },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, prefix: start = "" } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([plainText(1_024)]))?.[0] ?? null;
    const caller = context.get("caller");
    const wanted = { tenantId: caller.tenantId, prefix: start, folders: ownFolders(caller), after, limit };
    const assets = await listAssets(deps.db.query, wanted);
    const nextCursor = nextCursorOf(assets, limit, (last) => [last.path]);
    return context.json({ items: assets.map(assetResource), nextCursor }, 200);
  });
}

function getRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "get",
    path: `${assetPrefix}{path}`,
    operationId: "getAsset",
    tags: assetTags,
    summary: "What is known of an asset, or its bytes",
    description:
      "What is known of it takes a key of role `read`, `?download=1` one of role `import`: the bytes can hold secrets.",
    middleware: [allow("read")],
    request: { ...assetRequest, query: downloadQuery },
    responses: {
      200: {
        description: "The asset; with `?download=1` its bytes, with the content type that it was stored with",
        content: {
          "application/json": { schema: z.union([assetSchema, z.unknown()]) },
          "*/*": { schema: z.unknown() },
        },
      },
      304: { description: "`If-None-Match` names its ETag" },
      ...problems(400, 401, 403, 404, 503),
    },
  };
  const handler = async (context: Context<HttpEnv>) => {
    const { download } = shaped(downloadQuery, queryOf(context));
    const caller = context.get("caller");
    if (download) requireRole(caller, "import");
    const { tenantId } = caller;
    const asset = await findAsset(deps.db.query, tenantId, reachedPath(caller, pathOf(context.req.url)));
    if (!asset) throw assetNotFound();
    context.header("ETag", etagOf(asset));
    if (namedBy(context.req.header("if-none-match"))?.(asset)) return context.body(null, 304);
    if (!download) return context.json(assetResource(asset), 200);
    const bytes = await deps.assets.open(tenantId, asset.sha256);
    const event = { tenantId, action: "asset.downloaded", object: `asset:${asset.path}` } as const;
    if (context.req.method !== "HEAD") await recordAudit(deps.db.query, event);
    const body = streamedBody(context, deps.log, { rest: bytes.read()[Symbol.asyncIterator]() });
    // A browser downloads the file and never shows it as a page of this server, although the uploader chose the content
    // type.
    return context.body(body, 200, {
      "Content-Type": asset.contentType,
      "Content-Length": String(bytes.size),
      "Content-Disposition": "attachment",
    });
  };
  rawRoute(app, route, handler, assetPattern);
}

function deleteRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "delete",
    path: `${assetPrefix}{path}`,
    operationId: "deleteAsset",
    tags: assetTags,
    summary: "Remove an asset",
    description:
      "Jobs that were accepted keep the bytes they need. `If-Match` removes only the bytes with that ETag. 409 while a schedule imports from the path.",
    middleware: [allow("import")],
    request: assetRequest,
    responses: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 409, 412, 503) },
  };
  const handler = async (context: Context<HttpEnv>) => {
    const caller = context.get("caller");
    const { tenantId } = caller;
    const isMeant = namedBy(context.req.header("if-match"));
    const path = reachedPath(caller, pathOf(context.req.url));
    if (!(await forgetAsset(deps, { tenantId, path, ...(isMeant && { isMeant }) }))) throw assetNotFound();
    return context.body(null, 204);
  };
  rawRoute(app, route, handler, assetPattern);
}
