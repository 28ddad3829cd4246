import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { findAsset } from "../../db/assets/assets.js";
import { DomainError } from "../../domain/errors.js";
import { assetChanged, assetExists, type Overwriting, storeAsset } from "../../services/assets/store-asset.js";
import { assetLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { type GuardedRoute, rawRoute } from "../raw-route.js";
import { allow } from "../request/auth.js";
import { announcedLength, bodyOf } from "../request/body.js";
import { assetPathField } from "../request/fields.js";
import { formFile } from "../request/form-file.js";
import { reprDigest } from "../request/repr-digest.js";
import { reachedPath } from "../request/scopes.js";
import { isGzipped, unpackedBody, withDigest } from "../request/unpacked-body.js";
import { uploading } from "../request/uploading.js";
import { etagOf, namedBy } from "./etag.js";
import { assetAnswer, assetPattern, assetPrefix, assetRequest, assetResource, assetTags, pathOf } from "./resource.js";

const binary = { schema: z.string().openapi({ format: "binary" }) };
const uploadContent = { "text/csv": binary, "application/octet-stream": binary };
const formSchema = z.object({
  path: assetPathField.optional().openapi({ description: "Before the file; the file's name when left out." }),
  file: z.string().openapi({ format: "binary" }),
});

/** Registers the uploads of assets (contract C): the file as the body, or in a form. */
export function uploadRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  putRoute(app, deps);
  formRoute(app, deps);
}

function putRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "put",
    path: `${assetPrefix}{path}`,
    operationId: "putAsset",
    tags: assetTags,
    summary: "Upload a file",
    description:
      "The raw body is the file; with `Content-Encoding: gzip` it is unpacked. `Repr-Digest` is checked when sent, against the body as it is sent. `If-None-Match: *` refuses to overwrite; `If-Match` overwrites only the bytes with that ETag.",
    middleware: [allow("import")],
    request: { ...assetRequest, body: { content: uploadContent } },
    responses: {
      201: { description: "Stored", ...assetAnswer, links: assetLinks },
      ...problems(400, 401, 403, 412, 408, 413, 415, 422, 503, 507),
    },
  };
  const handler = async (context: Context<HttpEnv>) => {
    const { req } = context;
    const caller = context.get("caller");
    const { tenantId } = caller;
    const path = reachedPath(caller, pathOf(req.url));
    const contentType = req.header("content-type") ?? "application/octet-stream";
    if (/^multipart\//i.test(contentType)) throw formInstead();
    const digest = reprDigest(req.header("repr-digest"));
    refuseTooLarge(deps, announcedLength(req));
    const overwriting = overwritingOf(context);
    // Checked before the body is sent, and again when it is stored.
    const there = await findAsset(deps.db.query, tenantId, path);
    if (overwriting.ifAbsent && there) throw assetExists();
    if (overwriting.isMeant && !overwriting.isMeant(there)) throw assetChanged();
    const isPacked = isGzipped(req);
    const sent = bodyOf(req.raw, deps.config.http.bodyTimeoutMs);
    const checked = isPacked && digest !== null ? withDigest(sent, digest) : sent;
    const asset = {
      ...{ tenantId, path, contentType, overwriting },
      ...{ expectedSha256: isPacked ? null : digest, announcedBytes: isPacked ? 0 : announcedLength(req) },
    };
    const body = unpackedBody(req, checked, limitsOf(deps));
    return stored(context, await uploading(deps, caller, () => storeAsset(deps, asset, body)));
  };
  rawRoute(app, route, handler, assetPattern);
}

function formRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "post",
    path: "/api/assets",
    operationId: "postAsset",
    tags: assetTags,
    summary: "Upload a file with a form",
    description: "A form with one file, and before it a field `path`. What is at the path already is replaced.",
    middleware: [allow("import")],
    request: { body: { required: true, content: { "multipart/form-data": { schema: formSchema } } } },
    responses: {
      201: { description: "Stored", ...assetAnswer, links: assetLinks },
      ...problems(400, 401, 403, 408, 413, 415, 503, 507),
    },
  };
  rawRoute(app, route, async (context) => {
    const { req } = context;
    const caller = context.get("caller");
    if (isGzipped(req))
      throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "A form cannot be compressed.", "Send it as it is.");
    const announcedBytes = announcedLength(req);
    refuseTooLarge(deps, announcedBytes);
    const received = uploading(deps, caller, async () => {
      const { path, contentType, bytes } = await formFile(req, bodyOf(req.raw, deps.config.http.bodyTimeoutMs));
      const asset = {
        ...{ tenantId: caller.tenantId, path: reachedPath(caller, path), contentType, overwriting: {} },
        ...{ expectedSha256: null, announcedBytes },
      };
      return storeAsset(deps, asset, bytes);
    });
    return stored(context, await received);
  });
}

function stored(context: Context, asset: Awaited<ReturnType<typeof storeAsset>>): Response {
  context.header("ETag", etagOf(asset));
  return context.json(assetResource(asset), 201);
}

function limitsOf({ config }: HttpDeps) {
  const maxBytes = config.limits.maxAssetBytes;
  return { maxBytes, tooLarge: () => tooLarge(maxBytes) };
}

function refuseTooLarge({ config }: HttpDeps, announcedBytes: number): void {
  const { maxAssetBytes } = config.limits;
  if (announcedBytes > maxAssetBytes) throw tooLarge(maxAssetBytes);
}

function tooLarge(limit: number): DomainError {
  return new DomainError("ASSET_TOO_LARGE", `The asset is larger than ${limit} bytes.`, "Split the file.");
}

/** Returns the request's preconditions (RFC 9110) for bytes that exist already. */
function overwritingOf({ req }: Context): Overwriting {
  const isMeant = namedBy(req.header("if-match"));
  return { ifAbsent: req.header("if-none-match")?.trim() === "*", ...(isMeant && { isMeant }) };
}

function formInstead(): DomainError {
  const hint = "Send the file alone, as curl does with --data-binary @events.csv, or the form to POST /api/assets.";
  return new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body is a form, and here the body is the file.", hint);
}
