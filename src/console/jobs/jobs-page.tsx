import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { countJobs, type JobFilter, listJobs } from "../../db/jobs/list-jobs.js";
import { entityList } from "../../domain/entities/index.js";
import { jobStates } from "../../domain/job.js";
import { presentListedJob } from "../../http/jobs/present.js";
import type { JobResource } from "../../http/jobs/schema.js";
import {
  decodeCursor,
  encodeCursor,
  entityFilter,
  importerIdField,
  plainText,
  shaped,
} from "../../http/request/fields.js";
import type { ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { page } from "../parts/layout.js";
import { Cell, durationText, Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { tone } from "./job-head.js";

const jobsOnPage = 50;

const day = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)), "is no date");

/** The filters of the list, as its address has them. */
const filterSchema = z.object({
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
type Filters = z.infer<typeof filterSchema>;

/** The list of a tenant's imports, newest first; every filter stands in the address. */
export function jobsPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/", async (context) => {
    const words = context.get("words");
    const asked = Object.fromEntries(Object.entries(context.req.query()).filter(([, value]) => value !== ""));
    const { cursor, ...filters } = shaped(filterSchema, asked);
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const filter: JobFilter = { ...filters, tenantId: context.get("caller").tenantId };
    const where = { limit: jobsOnPage, after: after && { createdMicroseconds: after[0], id: after[1] } };
    const [rows, counts] = await Promise.all([
      listJobs(deps.db.query, filter, where),
      countJobs(deps.db.query, filter),
    ]);
    const jobs = await Promise.all(rows.map((row) => presentListedJob(deps, row)));
    const last = rows.length === jobsOnPage ? rows.at(-1) : undefined;
    const next = last && encodeCursor([last.createdMicroseconds, last.id]);
    const options = { title: words.jobs.title, section: "jobs", islands: ["live.js"], refreshSeconds: 10 } as const;
    return context.html(
      page(
        context,
        options,
        <>
          <h1>{words.jobs.title}</h1>
          <States filters={filters} counts={counts} words={words} />
          <FilterForm filters={filters} words={words} />
          <div id="jobs" data-live="" data-poll={after === null ? "5" : undefined}>
            <Jobs jobs={jobs} words={words} />
          </div>
          <p class="pages">
            {after === null ? null : <a href={address(filters, {})}>{words.list.first}</a>}
            {next === undefined ? null : (
              <a rel="next" href={address(filters, { cursor: next })}>
                {words.list.next}
              </a>
            )}
          </p>
        </>,
      ),
    );
  });
}

/** The list's own address with other filters. */
function address(filters: Filters, change: Filters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, ...change }))
    if (value !== undefined) query.set(name, value);
  return query.size === 0 ? "/console" : `/console?${query}`;
}

interface StatesOf {
  readonly filters: Filters;
  readonly counts: Awaited<ReturnType<typeof countJobs>>;
  readonly words: Words;
}

function States({ filters, counts, words }: StatesOf) {
  const shown = jobStates.filter((state) => counts[state] !== undefined || state === filters.state);
  return (
    <nav aria-label={words.jobs.state} class="states" id="states" data-live="">
      <ul>
        <li>
          <a
            href={address(filters, { state: undefined })}
            aria-current={filters.state === undefined ? "true" : undefined}
          >
            {words.list.all} {words.number(Object.values(counts).reduce((sum, count) => sum + count, 0))}
          </a>
        </li>
        {shown.map((state) => (
          <li>
            <a
              href={address(filters, { state })}
              class={tone(state)}
              aria-current={filters.state === state ? "true" : undefined}
            >
              {words.job.states[state]} {words.number(counts[state] ?? 0)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function FilterForm({ filters, words }: { readonly filters: Filters; readonly words: Words }) {
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

function Jobs({ jobs, words }: { readonly jobs: readonly JobResource[]; readonly words: Words }) {
  if (jobs.length === 0) return <p>{words.jobs.none}</p>;
  return (
    <table class="jobs">
      <thead>
        <tr>
          <th scope="col">{words.jobs.asset}</th>
          <th scope="col">{words.jobs.state}</th>
          <th scope="col">{words.jobs.rows}</th>
          <th scope="col">{words.jobs.importer}</th>
          <th scope="col">{words.jobs.accepted}</th>
          <th scope="col">{words.jobs.took}</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobLine job={job} words={words} />
        ))}
      </tbody>
    </table>
  );
}

function JobLine({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  const { valid, invalid } = job.counts;
  const took =
    job.startedAt === null || job.finishedAt === null ? null : Date.parse(job.finishedAt) - Date.parse(job.startedAt);
  return (
    <tr>
      <th scope="row">
        <a href={`/console/jobs/${job.id}`}>
          <Cell text={job.asset.path.split("/").at(-1) ?? job.id} most={80} />
        </a>
        <span class="about">
          {words.entities[job.entity] ?? job.entity}
          {job.dryRun ? <span class="tag">{words.jobs.dryRun}</span> : null}
          {job.correctionOf === null ? null : <span class="tag">{words.jobs.correction}</span>}
          {job.scheduleId === null ? null : <span class="tag">{words.jobs.schedule}</span>}
        </span>
      </th>
      <td data-label={words.jobs.state}>
        <span class={`state ${tone(job.state)}`}>{words.job.states[job.state]}</span>
        {job.state === "running" ? (
          <progress max={100} value={job.progress.percent} aria-label={words.jobPage.progress} />
        ) : null}
        {job.error === null ? null : <code>{job.error.code}</code>}
      </td>
      <td data-label={words.jobs.rows}>
        {words.number(valid)} {words.jobs.in}
        {invalid === 0 ? null : <span class="bad">{` · ${words.number(invalid)} ${words.jobs.notIn}`}</span>}
      </td>
      <td data-label={words.jobs.importer}>
        <Cell text={job.importerId} most={60} />
      </td>
      <td data-label={words.jobs.accepted}>
        <Moment at={job.createdAt} />
      </td>
      <td data-label={words.jobs.took}>{took === null ? "–" : durationText(words, took)}</td>
    </tr>
  );
}
