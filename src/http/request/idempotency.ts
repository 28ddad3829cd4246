import { createHash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { findAsset } from "../../db/assets/assets.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { earlierJob } from "../../services/jobs/repeated-request.js";
import { followImport } from "../../services/jobs/start-import.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { plainText, shaped } from "./fields.js";
import { requireScope } from "./scopes.js";

/**
 * The header of idempotent requests (IETF draft): a repeated POST with the same key returns the job of the first one.
 */
export const idempotencyHeaders = z.object({
  "idempotency-key": plainText(255).optional().openapi({ example: "nightly-2027-05-31" }),
});

/** How a route answers a POST that starts an import, the first one and each repeated one. */
export interface Answering {
  waitMs(context: Context<HttpEnv>): number;
  answer(context: Context<HttpEnv>, job: JobRow): Promise<Response>;
}

/**
 * Middleware of every route with a short body that starts an import, before its checks. A repeated request is answered
 * with the current state of the job that it started before, and with `Idempotency-Replayed: true`. If the job's path
 * holds other bytes, `Bulkhead-Asset-Changed: true` is added. It is answered even if the asset is deleted or a limit is
 * reached.
 */
export function repeatable(deps: HttpDeps, { waitMs, answer }: Answering): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const caller = context.get("caller");
    const { tenantId } = caller;
    const body = createHash("sha256").update(await context.req.text(), "utf8");
    const fingerprint = createHash("sha256")
      .update(requestText(context, body.digest("hex")))
      .digest("hex");
    const asked = { idempotencyKey: idempotencyKeyOf(context), fingerprint };
    const earlier = await earlierJob(deps.db.query, { tenantId, ...asked });
    if (earlier) {
      requireScope(caller, earlier);
      const { signal } = context.req.raw;
      context.header("Idempotency-Replayed", "true");
      if (await holdsOtherBytes(deps, earlier)) context.header("Bulkhead-Asset-Changed", "true");
      return answer(context, await followImport(deps, earlier, { waitMs: waitMs(context), signal }));
    }
    context.set("asked", asked);
    await next();
  };
}

/** Whether the path of a job's asset holds other bytes than the job imported. */
async function holdsOtherBytes({ db }: HttpDeps, { tenantId, assetPath, assetSha256, body }: JobRow): Promise<boolean> {
  if (body !== "asset") return false;
  const asset = await findAsset(db.query, tenantId, assetPath);
  return asset?.sha256 !== assetSha256;
}

/** The key of a request; null without the header. */
export function idempotencyKeyOf({ req }: Context<HttpEnv>): string | null {
  return shaped(idempotencyHeaders, req.header())["idempotency-key"] ?? null;
}

/** The request as one text: method, path, query sorted by name, and the body's hash. */
export function requestText({ req }: Context<HttpEnv>, bodySha256: string): string {
  const url = new URL(req.url);
  url.searchParams.sort();
  return `${req.method}\n${url.pathname}\n${url.searchParams}\n${bodySha256}`;
}
