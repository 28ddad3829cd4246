import { z } from "@hono/zod-openapi";
import type { Hono } from "hono";
import { countJobs, listJobs } from "../../db/jobs/list-jobs.js";
import { jobStates } from "../../domain/job.js";
import { presentListedJobs } from "../../http/jobs/present.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { decodeCursor, encodeCursor, shaped } from "../../http/request/fields.js";
import type { ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { page } from "../parts/layout.js";
import { Cell, durationText, Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { isDone, tone } from "./job-head.js";
import { FilterForm, type Filters, filterAddress, filterSchema, jobFilter } from "./jobs-filter.js";

const jobsOnPage = 50;

/** The list of a tenant's imports, newest first; every filter is in the address. */
export function jobsPage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/", async (context) => {
    const words = context.get("words");
    const asked = Object.fromEntries(Object.entries(context.req.query()).filter(([, value]) => value !== ""));
    const { cursor, ...filters } = shaped(filterSchema, asked);
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const filter = jobFilter(context.get("caller"), filters);
    const where = { limit: jobsOnPage, after: after && { createdMicroseconds: after[0], id: after[1] } };
    const [rows, counts] = await Promise.all([
      listJobs(deps.db.query, filter, where),
      countJobs(deps.db.query, filter),
    ]);
    const jobs = await presentListedJobs(deps, rows);
    const last = rows.length === jobsOnPage ? rows.at(-1) : undefined;
    const next = last && encodeCursor([last.createdMicroseconds, last.id]);
    const options = { title: words.jobs.title, section: "jobs", islands: ["live.js"] } as const;
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
            {after === null ? null : <a href={filterAddress(filters, {})}>{words.list.first}</a>}
            {next === undefined ? null : (
              <a rel="next" href={filterAddress(filters, { cursor: next })}>
                {words.list.next}
              </a>
            )}
          </p>
        </>,
      ),
    );
  });
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
            href={filterAddress(filters, { state: undefined })}
            aria-current={filters.state === undefined ? "true" : undefined}
          >
            {words.list.all} {words.number(Object.values(counts).reduce((sum, count) => sum + count, 0))}
          </a>
        </li>
        {shown.map((state) => (
          <li>
            <a
              href={filterAddress(filters, { state })}
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
        {job.blockedBy === null || job.blockedByState === null ? null : (
          <a class="about" href={`/console/jobs/${job.blockedBy}`}>
            {words.jobs.waitsFor(words.job.states[job.blockedByState])}
          </a>
        )}
      </td>
      <td data-label={words.jobs.rows}>
        {valid + invalid === 0 ? (
          "–"
        ) : (
          <span class={invalid === 0 ? undefined : "bad"}>
            {isDone(job) ? words.jobs.rowsOf(valid, invalid) : words.jobs.rowsWould(valid, invalid)}
          </span>
        )}
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
