import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { type AuditEventRow, listAuditEvents } from "../db/audit/audit-events.js";
import { type AuditedSettings, tenantActions } from "../domain/audit.js";
import { requireRole } from "../http/request/auth.js";
import { decodeCursor, nextCursorOf, plainText, shaped } from "../http/request/fields.js";
import type { ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { page } from "./parts/layout.js";
import { Cell, Moment } from "./parts/values.js";
import type { Words } from "./words/english.js";

const eventsOnPage = 100;

const querySchema = z.object({
  actor: plainText(255).optional(),
  action: z.enum(tenantActions).optional(),
  object: plainText(1_024).optional(),
  cursor: z.string().max(1_024).optional(),
});

/** The audit trail of the tenant, for the role admin. */
export function auditPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/audit", async (context) => {
    const words = context.get("words");
    const caller = context.get("caller");
    requireRole(caller, "admin");
    const { tenantId } = caller;
    const asked = Object.fromEntries(Object.entries(context.req.query()).filter(([, value]) => value !== ""));
    const { cursor, ...filters } = shaped(querySchema, asked);
    const after = decodeCursor(cursor, z.tuple([z.int().min(0)]))?.[0] ?? null;
    await deps.reads.note({ tenantId, action: "audit.read", object: null });
    const events = await listAuditEvents(deps.db.query, { tenantId, ...filters, after, limit: eventsOnPage });
    const next = nextCursorOf(events, eventsOnPage, ({ no }) => [no]);
    const kept = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return context.html(
      page(
        context,
        { title: words.audit.title, section: "audit" },
        <>
          <h1>{words.audit.title}</h1>
          <p>{words.audit.about}</p>
          <Filters {...filters} words={words} />
          <Events events={events} words={words} />
          {next === null ? null : (
            <p class="pages">
              <a rel="next" href={`/console/audit?${new URLSearchParams([...kept, ["cursor", next]])}`}>
                {words.list.next}
              </a>
            </p>
          )}
        </>,
      ),
    );
  });
}

interface Shown extends Omit<z.infer<typeof querySchema>, "cursor"> {
  readonly words: Words;
}

function Filters({ actor, action, object, words }: Shown) {
  return (
    <form method="get" action="/console/audit" class="filters inline">
      <label>
        {words.audit.actor}
        <input name="actor" value={actor ?? ""} />
      </label>
      <label>
        {words.audit.action}
        <select name="action">
          <option value="">{words.list.all}</option>
          {tenantActions.map((known) => (
            <option value={known} selected={known === action}>
              {words.audit.actions[known]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.audit.objectBegins}
        <input name="object" value={object ?? ""} />
      </label>
      <button type="submit">{words.list.filter}</button>
    </form>
  );
}

function Events({ events, words }: { readonly events: readonly AuditEventRow[]; readonly words: Words }) {
  if (events.length === 0) return <p>{words.list.nothing}</p>;
  return (
    <section class="scroll card" tabindex={0} aria-label={words.audit.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.audit.at}</th>
            <th scope="col">{words.audit.actor}</th>
            <th scope="col">{words.audit.action}</th>
            <th scope="col">{words.audit.object}</th>
            <th scope="col">{words.audit.settings}</th>
            <th scope="col">{words.audit.address}</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ at, actorName, action, object, before, after, address }) => (
            <tr>
              <td>
                <Moment at={at} />
              </td>
              <td>
                <Cell text={actorName} />
              </td>
              <td>{action === "authentication.failed" ? action : words.audit.actions[action]}</td>
              <td>{object === null ? null : <Cell text={object} />}</td>
              <td>{settingsText(before, after)}</td>
              <td>{address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Returns the settings that an event changed, each with its old and new value. */
function settingsText(before: AuditedSettings | null, after: AuditedSettings | null): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const settingOf = (settings: AuditedSettings | null, name: string) => settings?.[name] ?? null;
  return names
    .map((name) => [name, settingOf(before, name), settingOf(after, name)] as const)
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => (was === null ? `${name}: ${is}` : `${name}: ${was} → ${is ?? "–"}`))
    .join(", ");
}
