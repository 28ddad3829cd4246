import type { Hono } from "hono";
import { type HoldKey, type HoldRow, listHolds, putHold, removeHold } from "../db/holds/holds.js";
import { entityList } from "../domain/entities/index.js";
import { entityOf } from "../http/entities.js";
import { holdRequestSchema } from "../http/holds/routes.js";
import { requireRole } from "../http/request/auth.js";
import { shortBody } from "../http/request/body.js";
import { plainText, shaped } from "../http/request/fields.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { Confirmed } from "./parts/confirmed.js";
import { formOf } from "./parts/form.js";
import { page } from "./parts/layout.js";
import { Cell, Moment } from "./parts/values.js";
import type { Words } from "./words/english.js";

const shownHolds = 500;
const limits = ["createdPercent", "updatedPercent", "deletedPercent", "rows"] as const;
const importerField = plainText(255);

/** The holds of the tenant: how much each importer's files may change without an approval. For the role admin. */
export function holdsPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/holds", async (context) => {
    const words = context.get("words");
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const { tenantId, scopes } = caller;
    const holds = await listHolds(deps.db.query, { tenantId, scopes, after: null, limit: shownHolds });
    return context.html(
      page(
        context,
        { title: words.holds.title, section: "holds" },
        <>
          <h1>{words.holds.title}</h1>
          <p>{words.holds.about}</p>
          {holds.length === 0 ? <p>{words.holds.none}</p> : null}
          <ul class="groups">
            {holds.map((hold) => (
              <HoldCard of={hold} words={words} />
            ))}
          </ul>
          <HoldForm words={words} />
        </>,
      ),
    );
  });
  app.post("/holds", shortBody(deps.config), async (context) => {
    const form = await formOf(context);
    const key = keyOf(context, form);
    const given = limits.map((name) => [name, form.get(name)?.trim() ? Number(form.get(name)) : null]);
    const hold = shaped(holdRequestSchema, Object.fromEntries(given), "INVALID_BODY");
    const { name } = context.get("caller");
    await deps.db.transaction({ name: "put hold" }, ({ trx }) => putHold(trx, key, hold, name));
    return context.redirect("/console/holds", 303);
  });
  app.post("/holds/remove", shortBody(deps.config), async (context) => {
    const key = keyOf(context, await formOf(context));
    await deps.db.transaction({ name: "delete hold" }, ({ trx }) => removeHold(trx, key));
    return context.redirect("/console/holds", 303);
  });
}

/** Returns the key of the hold that a form names. Only the role admin may change holds. */
function keyOf(context: ConsoleContext, form: ReadonlyMap<string, string>): HoldKey {
  const caller = context.get("caller");
  requireRole(caller, "admin");
  const importerId = shaped(importerField, form.get("importerId")?.trim(), "INVALID_BODY");
  return { tenantId: caller.tenantId, importerId, entity: entityOf(form.get("entity") ?? "").name };
}

function HoldCard({ of: hold, words }: { readonly of: HoldRow; readonly words: Words }) {
  const { importerId, entity, changedBy, changedAt } = hold;
  const shown = limits.flatMap((name) => {
    const value = hold[name];
    return value === null ? [] : [`${words.holds.fields[name]}: ${words.number(value)}`];
  });
  return (
    <li class="card file">
      <p>
        <strong>
          <Cell text={importerId} />
        </strong>{" "}
        <span class="tag">{words.entities[entity] ?? entity}</span>
      </p>
      <p class="about">{shown.join(" · ")}</p>
      <p class="about">
        {words.credentials.changed} <Moment at={changedAt} /> {words.credentials.by(changedBy)}
      </p>
      <Confirmed text={words.holds.remove} action="/console/holds/remove">
        <input type="hidden" name="importerId" value={importerId} />
        <input type="hidden" name="entity" value={entity} />
      </Confirmed>
    </li>
  );
}

function HoldForm({ words }: { readonly words: Words }) {
  const texts = words.holds;
  return (
    <>
      <h2>{texts.make}</h2>
      <form method="post" action="/console/holds" class="card stacked" autocomplete="off">
        <label>
          {texts.importer}
          <input name="importerId" required maxlength={255} />
        </label>
        <label>
          {texts.entity}
          <select name="entity">
            {entityList.map(({ name }) => (
              <option value={name}>{words.entities[name] ?? name}</option>
            ))}
          </select>
        </label>
        {limits.map((name) => (
          <label>
            {texts.fields[name]}
            <input name={name} type="number" min={0} />
          </label>
        ))}
        <p class="commands">
          <button type="submit" class="main">
            {texts.make}
          </button>
        </p>
      </form>
    </>
  );
}
