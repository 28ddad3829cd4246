import type { Hono } from "hono";
import { listRuns } from "../../db/schedules/schedule-runs.js";
import { listSchedules, type ScheduleRow } from "../../db/schedules/schedules.js";
import { roleAllows } from "../../domain/role.js";
import { requireRole } from "../../http/request/auth.js";
import { shortBody } from "../../http/request/body.js";
import { presentSchedule } from "../../http/schedules/present.js";
import { tenantSchedule } from "../../http/schedules/tenant-schedule.js";
import { startImport } from "../../services/jobs/start-import.js";
import { pauseSchedule, resumeSchedule } from "../../services/schedules/change-schedule.js";
import { scheduleRun } from "../../services/schedules/schedule-run.js";
import type { ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { Once } from "../jobs/commands.js";
import { tone } from "../jobs/job-head.js";
import { cronWords } from "../parts/cron-words.js";
import { askedBy, waiting } from "../parts/form.js";
import { page } from "../parts/layout.js";
import { Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { Expected } from "./expected.js";
import { Run, Runs, type ShownRun } from "./runs.js";
import { Times } from "./times.js";

const mostSchedules = 200;
const runsInList = 14;

/** The tenant's schedules, a page for each, and their commands. */
export function schedulePages(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/schedules", async (context) => {
    const words = context.get("words");
    const { tenantId, scopes } = context.get("caller");
    const schedules = await listSchedules(deps.db.query, { tenantId, scopes, limit: mostSchedules, after: null });
    const runs = await Promise.all(schedules.map(({ id }) => listRuns(deps.db.query, id, runsInList)));
    return context.html(
      page(
        context,
        { title: words.schedules.title, section: "schedules" },
        <>
          <h1>{words.schedules.title}</h1>
          {schedules.length === 0 ? <p>{words.schedules.none}</p> : null}
          <ul class="groups">
            {schedules.map((schedule, at) => (
              <li class="card">
                <h2>
                  <a href={`/console/schedules/${schedule.id}`}>
                    <Cell text={schedule.name} />
                  </a>
                </h2>
                <What schedule={schedule} words={words} />
                <p class="strip">
                  {(runs[at] ?? []).toReversed().map((run) => (
                    <Run run={{ ...run, at: run.at.toISOString() }} words={words} />
                  ))}
                </p>
              </li>
            ))}
          </ul>
        </>,
      ),
    );
  });
  schedulePage(app, deps);
  scheduleActions(app, deps);
}

function What({ schedule, words }: { readonly schedule: ScheduleRow; readonly words: Words }) {
  const { entity, assetPath, cron, everySeconds, timeZone, paused } = schedule;
  return (
    <>
      <p>
        <span class={`state ${paused ? "look" : "good"}`}>
          {paused ? words.schedules.paused : words.schedules.active}
        </span>{" "}
        {schedule.lateSince === null ? null : <span class="state look">{words.schedules.late}</span>}{" "}
        {cron === null ? words.schedules.every(everySeconds ?? 0) : cronWords(cron, words)}{" "}
        {cron === null ? null : <span>{words.schedules.inZone(timeZone)}</span>}{" "}
        {cron === null ? null : <code>{cron}</code>}
      </p>
      <p class="about">
        {words.entities[entity] ?? entity} · <Cell text={assetPath} />
      </p>
    </>
  );
}

function schedulePage(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/schedules/:id", async (context) => {
    const words = context.get("words");
    const caller = context.get("caller");
    const find = () => tenantSchedule(deps, caller, context.req.param("id"));
    const schedule = await presentSchedule(deps, find);
    const row = await find();
    const open = schedule.openJob;
    return context.html(
      page(
        context,
        { title: schedule.name, section: "schedules" },
        <>
          <h1>
            <Cell text={schedule.name} />
          </h1>
          <What schedule={row} words={words} />
          {schedule.note === null ? null : (
            <p>
              {words.schedules.note}: <Cell text={schedule.note} />
            </p>
          )}
          <Expected of={schedule} words={words} />
          {schedule.failures === 0 ? null : <p class="bad">{words.schedules.failures(schedule.failures)}</p>}
          {open === null ? null : (
            <p class="note">
              {words.schedules.runningSince} <a href={`/console/jobs/${open.id}`}>{open.id}</a>{" "}
              <span class={`state ${tone(open.state)}`}>{words.job.states[open.state]}</span>
            </p>
          )}
          {roleAllows(caller.role, "import") ? (
            <Actions id={schedule.id} paused={schedule.paused} words={words} />
          ) : null}
          <Times {...schedule} words={words} />
          <Runs runs={schedule.runs satisfies readonly ShownRun[]} words={words} />
          <p>
            <a href={`/console?scheduleId=${schedule.id}`}>{words.schedules.imports}</a>
          </p>
        </>,
      ),
    );
  });
}

function Actions({ id, paused, words }: { readonly id: string; readonly paused: boolean; readonly words: Words }) {
  return (
    <div class="commands">
      <form method="post" action={`/console/schedules/${id}/trigger`}>
        <Once />
        <button type="submit" class="main">
          {words.schedules.trigger}
        </button>
      </form>
      <form method="post" action={`/console/schedules/${id}/${paused ? "resume" : "pause"}`}>
        <button type="submit">{paused ? words.schedules.resume : words.schedules.pause}</button>
      </form>
    </div>
  );
}

function scheduleActions(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  for (const [verb, run] of [
    ["pause", pauseSchedule],
    ["resume", resumeSchedule],
  ] as const) {
    app.post(`/schedules/:id/${verb}`, shortBody(deps.config), async (context) => {
      const caller = context.get("caller");
      requireRole(caller, "import");
      const { id } = await tenantSchedule(deps, caller, context.req.param("id"));
      await run(deps, { tenantId: caller.tenantId, id }, `${verb}d by ${caller.name}`);
      return context.redirect(`/console/schedules/${id}`, 303);
    });
  }
  app.post("/schedules/:id/trigger", shortBody(deps.config), async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    const schedule = await tenantSchedule(deps, caller, context.req.param("id"));
    const request = scheduleRun(schedule, caller.name, await askedBy(context));
    const job = await startImport(deps, request, waiting(context));
    return context.redirect(`/console/jobs/${job.id}`, 303);
  });
}
