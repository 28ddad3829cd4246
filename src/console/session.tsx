import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { DomainError } from "../domain/errors.js";
import { asCaller } from "../http/request/acting.js";
import { callerOf, pageOf } from "../http/request/auth.js";
import { sessionOf, sessionSeconds } from "../services/access/console-sign-in.js";
import type { ConsoleContext, ConsoleDeps, ConsoleMiddleware } from "./console-context.js";

const cookieName = "bulkhead_console";

/** Returns the session's secret from the browser's cookie; empty without a cookie. */
export function sessionSecret(context: ConsoleContext): string {
  return getCookie(context, cookieName) ?? "";
}

/** Sets the session cookie, or deletes it with an empty secret. The cookie is valid only below /console. */
export function keepSession(context: ConsoleContext, secret: string): void {
  const isTls = new URL(context.req.url).protocol === "https:" || context.req.header("x-forwarded-proto") === "https";
  setCookie(context, cookieName, secret, {
    ...{ path: "/console", httpOnly: true, sameSite: "Strict", secure: isTls },
    maxAge: secret === "" ? 0 : sessionSeconds,
  });
}

/** Accepts a signed-in browser with the rights of its key; redirects any other to the sign-in form. */
export function signedIn({
  gate,
  config,
  use,
  keyUses,
}: Pick<ConsoleDeps, "gate" | "config" | "use" | "keyUses">): ConsoleMiddleware {
  return async (context, next) => {
    const secret = sessionSecret(context);
    const session = secret === "" ? undefined : await sessionOf(gate.query, secret);
    if (session) {
      context.set("session", session);
      const caller = callerOf(config, session);
      context.set("caller", caller);
      keyUses.add(caller.keyId);
      await use.request(caller, { page: pageOf(context), keyHash: null });
      return asCaller(context, caller, "console", next);
    }
    if (context.req.method !== "GET") {
      throw new DomainError("UNAUTHENTICATED", "The session has ended.", "Sign in, and send the form again.");
    }
    if (secret === "" && isFromElsewhere(context)) return context.html(sameAddressAgain(context.req.url));
    return context.redirect(`/console/sign-in?to=${encodeURIComponent(pathOf(context.req.url))}`, 303);
  };
}

/**
 * Returns whether a link on another site, such as a mail, led here. The browser then leaves the cookie out, and sends
 * it when the page itself requests the same address again.
 */
function isFromElsewhere({ req }: ConsoleContext): boolean {
  return req.header("sec-fetch-site") === "cross-site" && req.header("sec-fetch-mode") === "navigate";
}

function sameAddressAgain(url: string) {
  return html`<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${pathOf(url)}"><title>Bulkhead</title>`;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
