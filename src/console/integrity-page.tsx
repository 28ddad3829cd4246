import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { groupFindings, listFindings, tenantFindings } from "../db/integrity/list-findings.js";
import { codeFilter, pageOfFindings, placeOf } from "../http/jobs/finding-page.js";
import { entityFilter, importerIdField, shaped } from "../http/request/fields.js";
import type { ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { Findings } from "./parts/findings.js";
import { page } from "./parts/layout.js";

const findingsOnPage = 100;

const querySchema = z.object({
  rule: codeFilter,
  entity: entityFilter.optional(),
  importerId: importerIdField.optional(),
  cursor: z.string().max(8_192).optional(),
});

/** The open findings of the tenant's whole database: counts by rule, then each finding. */
export function integrityPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/integrity", async (context) => {
    const words = context.get("words");
    const asked = Object.fromEntries(Object.entries(context.req.query()).filter(([, value]) => value !== ""));
    const { cursor, rule: code, entity, importerId } = shaped(querySchema, asked);
    const of = await tenantFindings(deps.db.query, context.get("caller").tenantId);
    const filter = { entity, code, importerId, after: placeOf(cursor), limit: findingsOnPage };
    const [groups, found] = await Promise.all([
      groupFindings(deps.db.query, of, 0),
      listFindings(deps.db.query, of, filter),
    ]);
    const { nextCursor } = pageOfFindings(found, findingsOnPage);
    const address = (change: Record<string, string>) => `/console/integrity?${new URLSearchParams(change)}`;
    return context.html(
      page(
        context,
        { title: words.integrity.title, section: "integrity" },
        <>
          <h1>{words.integrity.title}</h1>
          <p>{words.integrity.lead}</p>
          <ul class="groups">
            {groups.map((group) => (
              <li class="card">
                <a href={address({ rule: group.code, entity: group.entity })}>
                  <strong>{words.number(group.total)} ×</strong> {words.findings[group.code] ?? group.code}
                </a>{" "}
                <code>{`${group.entity}.${group.field}`}</code>
              </li>
            ))}
          </ul>
          <form method="get" action="/console/integrity" class="filters inline">
            {code === undefined ? null : <input type="hidden" name="rule" value={code} />}
            {entity === undefined ? null : <input type="hidden" name="entity" value={entity} />}
            <label>
              {words.integrity.importer}
              <input name="importerId" value={importerId ?? ""} />
            </label>
            <button type="submit">{words.list.filter}</button>
            <a class="button" href="/console/integrity">
              {words.list.clear}
            </a>
          </form>
          <Findings found={found} words={words} />
          {nextCursor === null ? null : (
            <p class="pages">
              <a rel="next" href={address({ ...definedOf({ rule: code, entity, importerId }), cursor: nextCursor })}>
                {words.list.next}
              </a>
            </p>
          )}
        </>,
      ),
    );
  });
}

function definedOf(filters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
