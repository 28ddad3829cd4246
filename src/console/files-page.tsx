import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { findAsset, listAssets } from "../db/assets/assets.js";
import { recordAudit } from "../db/audit/audit-events.js";
import { DomainError } from "../domain/errors.js";
import { ownFolders } from "../domain/key-scopes.js";
import { roleAllows } from "../domain/role.js";
import { streamedBody } from "../http/answer/streamed-body.js";
import { requireRole } from "../http/request/auth.js";
import { announcedLength, bodyOf, shortBody } from "../http/request/body.js";
import { decodeCursor, encodeCursor, plainText, shaped } from "../http/request/fields.js";
import { reprDigest } from "../http/request/repr-digest.js";
import { reachedPath } from "../http/request/scopes.js";
import { uploading } from "../http/request/uploading.js";
import { forgetAsset, storeAsset } from "../services/assets/store-asset.js";
import type { ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { Confirmed } from "./parts/confirmed.js";
import { formOf } from "./parts/form.js";
import { page } from "./parts/layout.js";
import { bytesText, Cell, Moment } from "./parts/values.js";

const filesOnPage = 100;

const querySchema = z.object({
  prefix: plainText(1_024).or(z.literal("")).default(""),
  cursor: z.string().max(4_096).optional(),
});

/** The tenant's files by path, with upload, download and removal. */
export function filesPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  listFiles(app, deps);
  app.get("/files/bytes", async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    const asset = await findAsset(deps.db.query, caller.tenantId, reachedPath(caller, context.req.query("path") ?? ""));
    if (!asset) throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", "See the list of files.");
    const bytes = await deps.assets.open(caller.tenantId, asset.sha256);
    const { tenantId } = caller;
    const event = { tenantId, action: "asset.downloaded", object: `asset:${asset.path}` } as const;
    if (context.req.method !== "HEAD") await recordAudit(deps.db.query, event);
    const body = streamedBody(context, deps.log, { rest: bytes.read()[Symbol.asyncIterator]() });
    return context.body(body, 200, {
      "Content-Type": asset.contentType,
      "Content-Length": String(bytes.size),
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(asset.path.split("/").at(-1) ?? "")}`,
    });
  });
  app.post("/files/remove", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    await forgetAsset(deps, {
      tenantId: caller.tenantId,
      path: reachedPath(caller, (await formOf(context)).get("path") ?? ""),
    });
    return context.redirect("/console/files", 303);
  });
  // As the API's PUT, with the session instead of a key.
  app.put("/files", async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    const asset = {
      tenantId: caller.tenantId,
      path: reachedPath(caller, context.req.query("path") ?? ""),
      contentType: context.req.header("content-type") ?? "application/octet-stream",
      overwriting: {},
      expectedSha256: reprDigest(context.req.header("repr-digest")),
      announcedBytes: announcedLength(context.req),
    };
    const body = bodyOf(context.req.raw, deps.config.http.bodyTimeoutMs);
    const stored = await uploading(deps, caller, () => storeAsset(deps, asset, body));
    return context.json({ path: stored.path, size: stored.size, sha256: stored.sha256 }, 201);
  });
}

function listFiles(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/files", async (context) => {
    const words = context.get("words");
    const { prefix, cursor } = shaped(querySchema, context.req.query());
    const after = decodeCursor(cursor, z.tuple([plainText(1_024)]))?.[0] ?? null;
    const caller = context.get("caller");
    const wanted = { tenantId: caller.tenantId, prefix, folders: ownFolders(caller), after, limit: filesOnPage };
    const files = await listAssets(deps.db.query, wanted);
    const last = files.length === filesOnPage ? files.at(-1) : undefined;
    const mayImport = roleAllows(caller.role, "import");
    return context.html(
      page(
        context,
        { title: words.files.title, section: "files" },
        <>
          <h1>{words.files.title}</h1>
          <form method="get" action="/console/files" class="filters inline">
            <label>
              {words.files.prefix}
              <input type="search" name="prefix" value={prefix} />
            </label>
            <button type="submit">{words.list.filter}</button>
          </form>
          {files.length === 0 ? <p>{words.list.nothing}</p> : null}
          <ul class="groups">
            {files.map(({ path, size, contentType, createdAt }) => (
              <li class="card file">
                <p>
                  <strong>
                    <Cell text={path} />
                  </strong>
                </p>
                <p class="about">
                  {bytesText(words, size)} · <Cell text={contentType} most={60} /> · <Moment at={createdAt} />
                </p>
                {mayImport ? (
                  <div class="commands">
                    <a class="button" href={`/console/import?${new URLSearchParams({ asset: path })}`}>
                      {words.files.import}
                    </a>
                    <a class="button" href={`/console/files/bytes?${new URLSearchParams({ path })}`}>
                      {words.files.download}
                    </a>
                    <Confirmed text={words.files.remove} action="/console/files/remove">
                      <input type="hidden" name="path" value={path} />
                    </Confirmed>
                  </div>
                ) : null}
              </li>
            ))}
          </ul>
          {last ? (
            <p class="pages">
              <a
                rel="next"
                href={`/console/files?${new URLSearchParams({ prefix, cursor: encodeCursor([last.path]) })}`}
              >
                {words.list.next}
              </a>
            </p>
          ) : null}
        </>,
      ),
    );
  });
}
