import type { Hono } from "hono";
import { html } from "hono/html";
import { addressOf, originOf } from "../http/request/acting.js";
import { shortBody } from "../http/request/body.js";
import { signIn, signInByLink, signOut } from "../services/access/console-sign-in.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { formOf } from "./parts/form.js";
import { page } from "./parts/layout.js";
import { keepSession, sessionSecret } from "./session.js";

/** The pages for signing in with a key or a one-time link, and for signing out. */
export function signInPages(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/sign-in", (context) => context.html(form(context, context.req.query("to") ?? "", null)));
  app.post("/sign-in", shortBody(deps.config), async (context) => {
    const fields = await formOf(context);
    const to = fields.get("to") ?? "";
    const secret = await signIn(deps.gate, fields.get("key")?.trim() ?? "", originOf(context));
    if (secret === null) {
      deps.failedAuthentications.add(addressOf(context));
      return context.html(form(context, to, context.get("words").signIn.unknown), 401);
    }
    keepSession(context, secret);
    return context.redirect(within(to), 303);
  });
  app.get("/sign-in/:link", async (context) => {
    const words = context.get("words");
    const secret = await signInByLink(deps.gate, context.req.param("link"), originOf(context));
    if (secret === null) {
      deps.failedAuthentications.add(addressOf(context));
      return context.html(form(context, "", words.signIn.linkGone), 401);
    }
    keepSession(context, secret);
    const to = within(context.req.query("to") ?? "");
    // A page that forwards by itself, not a redirect: after a click in another program no browser would send the
    // cookie.
    return context.html(
      html`<!doctype html><html lang="${words.language}"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${to}"><title>Bulkhead</title><p>${words.signIn.going} <a href="${to}">${words.signIn.go}</a></p></html>`,
    );
  });
  app.post("/sign-out", async (context) => {
    await signOut(deps.gate.query, sessionSecret(context));
    keepSession(context, "");
    return context.redirect("/console/sign-in", 303);
  });
}

/**
 * Returns the requested page if it belongs to the console, otherwise the first page: a sign-in never leads to another
 * site.
 */
function within(to: string): string {
  return /^\/console(?:[/?][\w\-./?=&%+:~#]*)?$/.test(to) && !to.includes("//") ? to : "/console";
}

function form(context: ConsoleContext, to: string, fault: string | null) {
  const words = context.get("words");
  return page(
    context,
    { title: words.signIn.title, section: null },
    <>
      <h1>{words.signIn.title}</h1>
      <form method="post" action="/console/sign-in" class="card stacked">
        {fault === null ? null : (
          <p class="bad" role="alert">
            {fault}
          </p>
        )}
        <input type="hidden" name="to" value={to} />
        <label>
          {words.signIn.key}
          <input
            type="password"
            name="key"
            required
            autocomplete="off"
            spellcheck={false}
            aria-describedby="key-hint"
          />
        </label>
        <p id="key-hint" class="hint">
          {words.signIn.hint}
        </p>
        <button type="submit" class="main">
          {words.signIn.submit}
        </button>
      </form>
    </>,
  );
}
