import { randomUUID } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { insertApiKey, revokeTenantKey, tenantKeys } from "../db/access/api-keys.js";
import { hashApiKey, isKeyName, longestKeyName, newApiKey } from "../domain/api-key.js";
import { DomainError } from "../domain/errors.js";
import { roles } from "../domain/role.js";
import { requireRole } from "../http/request/auth.js";
import { shortBody } from "../http/request/body.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { Confirmed } from "./parts/confirmed.js";
import { formOf } from "./parts/form.js";
import { page } from "./parts/layout.js";
import { Cell, Moment } from "./parts/values.js";

/** The tenant's API keys; the role admin makes, lists and revokes them. */
export function keysPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/keys", async (context) => context.html(await shown(deps, context, null)));
  app.post("/keys", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const form = await formOf(context);
    const name = form.get("name")?.trim() ?? "";
    const role = roles.find((known) => known === form.get("role"));
    if (!role || !isKeyName(name)) {
      throw new DomainError(
        "INVALID_BODY",
        `A key has a name of 1 to ${longestKeyName} characters and a role.`,
        "Go back.",
      );
    }
    const key = newApiKey();
    const made = { id: randomUUID(), tenantId: caller.tenantId, name, role, hash: hashApiKey(key) };
    await deps.db.transaction({ name: "make key" }, ({ trx }) => insertApiKey(trx, made));
    // In the answer to the form itself: an address that shows a key would stay in the browser's history.
    return context.html(await shown(deps, context, key));
  });
  app.post("/keys/revoke", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const id = z.uuid().safeParse((await formOf(context)).get("id"));
    if (id.success) {
      await deps.db.transaction({ name: "revoke key" }, ({ trx }) => revokeTenantKey(trx, caller.tenantId, id.data));
    }
    return context.redirect("/console/keys", 303);
  });
}

async function shown(deps: ConsoleDeps, context: ConsoleContext, made: string | null) {
  const words = context.get("words");
  const caller = context.get("caller");
  requireRole(caller, "admin");
  const keys = await tenantKeys(deps.db.query, caller.tenantId);
  const own = context.get("session").keyId;
  return page(
    context,
    { title: words.keys.title, section: "keys" },
    <>
      <h1>{words.keys.title}</h1>
      {made === null ? null : (
        <p class="note" role="status">
          {words.keys.made} <code class="long">{made}</code>
        </p>
      )}
      <form method="post" action="/console/keys" class="filters inline">
        <label>
          {words.keys.name}
          <input name="name" required maxlength={longestKeyName} autocomplete="off" />
        </label>
        <label>
          {words.keys.role}
          <select name="role">
            {roles.map((role) => (
              <option value={role} selected={role === "import"}>
                {words.keys.roles[role] ?? role}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="main">
          {words.keys.make}
        </button>
      </form>
      <ul class="groups">
        {keys.map(({ id, name, role, createdAt, revokedAt }) => (
          <li class="card file">
            <p>
              <strong>
                <Cell text={name} />
              </strong>{" "}
              <span class="tag">{role}</span> {id === own ? <span class="tag">{words.keys.own}</span> : null}
            </p>
            <p class="about">
              {words.keys.created} <Moment at={createdAt} /> ·{" "}
              {revokedAt === null ? (
                words.keys.inForce
              ) : (
                <>
                  {words.keys.revoked} <Moment at={revokedAt} />
                </>
              )}
            </p>
            {revokedAt === null ? (
              <Confirmed text={words.keys.revoke} action="/console/keys/revoke">
                <input type="hidden" name="id" value={id} />
              </Confirmed>
            ) : null}
          </li>
        ))}
      </ul>
    </>,
  );
}
