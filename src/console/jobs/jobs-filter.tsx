import { z } from "@hono/zod-openapi";
import type { JobFilter } from "../../db/jobs/list-jobs.js";
import { entityList } from "../../domain/entities/index.js";
import { jobStates } from "../../domain/job.js";
import type { Caller } from "../../http/context.js";
import { entityFilter, importerIdField, plainText } from "../../http/request/fields.js";
import type { Words } from "../words/english.js";

/** A calendar day. The calendar has no year 0. */
const day = z.iso.date().regex(/^(?!0000)/);

/** The filters of the list, as in its address. */
export const filterSchema = z.object({
  state: z.enum(jobStates).optional(),
  entity: entityFilter.optional(),
  importerId: importerIdField.optional(),
  scheduleId: z.uuid().optional(),
  asset: plainText(1_024).optional(),
  code: plainText(64).optional(),
  text: plainText(255).optional(),
  since: day.optional(),
  until: day.optional(),
  cursor: z.string().max(4_096).optional(),
});
export type Filters = z.infer<typeof filterSchema>;

/** Returns the filters for the database: a day begins at midnight UTC. */
export function jobFilter(
  { tenantId, scopes }: Pick<Caller, "tenantId" | "scopes">,
  { cursor: _cursor, since, until, ...equal }: Filters,
): JobFilter {
  const midnight = (text: string | undefined) => text && `${text}T00:00:00Z`;
  return { ...equal, tenantId, scopes, since: midnight(since), until: midnight(until) };
}

/** Returns the address of the list with changed filters. */
export function filterAddress(filters: Filters, change: Filters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, ...change }))
    if (value !== undefined) query.set(name, value);
  return query.size === 0 ? "/console" : `/console?${query}`;
}

/** The filters of the list as a form. */
export function FilterForm({ filters, words }: { readonly filters: Filters; readonly words: Words }) {
  const { state, scheduleId } = filters;
  const isUsed = Object.entries(filters).some(([name, value]) => name !== "state" && value !== undefined);
  return (
    <details class="filters" open={isUsed}>
      <summary>{words.jobs.filters}</summary>
      <form method="get" action="/console">
        {state === undefined ? null : <input type="hidden" name="state" value={state} />}
        {scheduleId === undefined ? null : <input type="hidden" name="scheduleId" value={scheduleId} />}
        <label>
          {words.jobs.text}
          <input type="search" name="text" value={filters.text ?? ""} />
        </label>
        <label>
          {words.jobs.path}
          <input name="asset" value={filters.asset ?? ""} />
        </label>
        <label>
          {words.jobs.entity}
          <select name="entity">
            <option value="">{words.list.all}</option>
            {entityList.map(({ name }) => (
              <option value={name} selected={name === filters.entity}>
                {words.entities[name] ?? name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.jobs.importer}
          <input name="importerId" value={filters.importerId ?? ""} />
        </label>
        <label>
          {words.jobs.code}
          <input name="code" value={filters.code ?? ""} />
        </label>
        <label>
          {words.jobs.since}
          <input type="date" name="since" value={filters.since ?? ""} />
        </label>
        <label>
          {words.jobs.until}
          <input type="date" name="until" value={filters.until ?? ""} />
        </label>
        <p class="commands">
          <button type="submit" class="main">
            {words.list.filter}
          </button>
          <a class="button" href="/console">
            {words.list.clear}
          </a>
        </p>
      </form>
    </details>
  );
}
