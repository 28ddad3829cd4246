import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { listApiKeys } from "../db/access/list-keys.js";
import { longestKeyName } from "../domain/api-key.js";
import { longestLifeDays, scopedEntities, unlimited } from "../domain/key-scopes.js";
import { roles } from "../domain/role.js";
import { newKeySchema, rotationSchema } from "../http/keys/resource.js";
import { requireRole } from "../http/request/auth.js";
import { shortBody } from "../http/request/body.js";
import { decodeCursor, encodeCursor, shaped } from "../http/request/fields.js";
import { makeKey, revokeKey, rotateKey } from "../services/access/keys.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { formOf } from "./parts/form.js";
import { KeyCard } from "./parts/key-card.js";
import { page } from "./parts/layout.js";
import type { Words } from "./words/english.js";

const keysOnPage = 100;
const idField = z.uuid();
const cursorField = z.string().max(1_024).optional();

/** The tenant's API keys; the role admin makes, lists, rotates and revokes them. */
export function keysPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/keys", async (context) => context.html(await shown(deps, context, null)));
  app.post("/keys", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const asked = shaped(newKeySchema, await newKeyOf(context), "INVALID_BODY");
    const { scopes = unlimited, expiresInDays = null, ...named } = asked;
    const { secret } = await makeKey(deps.db, { tenantId: caller.tenantId, ...named, scopes, expiresInDays });
    // Shown in the answer to the form itself: an address that shows a key would stay in the browser's history.
    return context.html(await shown(deps, context, secret));
  });
  app.post("/keys/rotate", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const form = await formOf(context);
    const id = shaped(idField, form.get("id"), "INVALID_BODY");
    const hours = shaped(
      rotationSchema,
      { overlapHours: Number(form.get("overlapHours") || Number.NaN) },
      "INVALID_BODY",
    );
    const { secret } = await rotateKey(deps.db, { id, tenantId: caller.tenantId, ...hours });
    return context.html(await shown(deps, context, secret));
  });
  app.post("/keys/revoke", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const id = shaped(idField, (await formOf(context)).get("id"), "INVALID_BODY");
    await revokeKey(deps.db, { id, tenantId: caller.tenantId });
    return context.redirect("/console/keys", 303);
  });
}

/** Returns the form's fields in the shape of the API's POST. */
async function newKeyOf({ req }: ConsoleContext) {
  const form = new URLSearchParams(await req.text());
  const days = form.get("days")?.trim() ?? "";
  const entities = form.getAll("entities");
  const importers = (form.get("importers") ?? "").split(",").map((id) => id.trim());
  const named = importers.filter((id) => id !== "");
  return {
    ...{ name: form.get("name")?.trim(), role: form.get("role") },
    ...(days !== "" && { expiresInDays: Number(days) }),
    scopes: {
      entities: entities.length === 0 ? null : entities,
      importers: named.length === 0 ? null : named,
      approve: form.get("approve") === "yes",
    },
  };
}

async function shown(deps: ConsoleDeps, context: ConsoleContext, made: string | null) {
  const words = context.get("words");
  const caller = context.get("caller");
  requireRole(caller, "admin");
  const cursor = decodeCursor(shaped(cursorField, context.req.query("cursor")), z.tuple([z.int().min(0), z.uuid()]));
  const after = cursor && { createdMicroseconds: cursor[0], id: cursor[1] };
  const keys = await listApiKeys(deps.db.query, { tenantId: caller.tenantId, limit: keysOnPage, after });
  const last = keys.length === keysOnPage ? keys.at(-1) : undefined;
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
      <MakeForm words={words} />
      <ul class="groups">
        {keys.map((key) => (
          <KeyCard of={key} isOwn={key.id === caller.keyId} words={words} />
        ))}
      </ul>
      {last ? (
        <p class="pages">
          <a rel="next" href={`/console/keys?cursor=${encodeCursor([last.createdMicroseconds, last.id])}`}>
            {words.list.next}
          </a>
        </p>
      ) : null}
    </>,
  );
}

function MakeForm({ words }: { readonly words: Words }) {
  const texts = words.keys;
  return (
    <details class="card">
      <summary>{texts.make}</summary>
      <form method="post" action="/console/keys" class="stacked">
        <label>
          {texts.name}
          <input name="name" required maxlength={longestKeyName} autocomplete="off" />
        </label>
        <label>
          {texts.role}
          <select name="role">
            {roles.map((role) => (
              <option value={role} selected={role === "import"}>
                {texts.roles[role] ?? role}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.days}
          <input name="days" type="number" min={1} max={longestLifeDays} />
        </label>
        <label>
          {texts.importers}
          <input name="importers" autocomplete="off" />
        </label>
        <label>
          {texts.entities}
          <select name="entities" multiple size={6}>
            {scopedEntities.map((name) => (
              <option value={name}>{words.entities[name] ?? name}</option>
            ))}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" name="approve" value="yes" checked /> {texts.approve}
        </label>
        <p class="commands">
          <button type="submit" class="main">
            {texts.make}
          </button>
        </p>
      </form>
    </details>
  );
}
