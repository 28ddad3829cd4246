import { randomUUID } from "node:crypto";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { presetNames } from "../domain/packages/preset-names.js";
import type { JobResource } from "../http/jobs/schema.js";
import type { scheduleSchema, shownScheduleSchema } from "../http/schedules/present.js";
import { connectApi } from "./api-client.js";
import { followJob } from "./follow-job.js";
import { addImportOptions, type ImportOptions } from "./import-options.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, say, sayCells, sayJob } from "./output.js";

type Schedule = z.infer<typeof scheduleSchema>;
type ShownSchedule = z.infer<typeof shownScheduleSchema>;

interface CreateOptions extends OutputOptions, ImportOptions {
  readonly name: string;
  readonly entity?: string;
  readonly preset?: string;
  readonly asset?: string;
  readonly source?: string;
  readonly auth?: string;
  readonly cron?: string;
  readonly every?: string;
  readonly timeZone: string;
  readonly pauseAfter?: string;
  readonly evenUnchanged?: true;
}

/** `bulkhead schedules …`: imports that repeat. */
export function scheduleCommands(program: Command): void {
  const schedules = program.command("schedules").description("imports that repeat");

  schedules
    .command("list")
    .description("the newest first: id, name, when, time zone, entity, asset, whether it is paused")
    .option("--limit <number>", "how many", "50")
    .option(...jsonOption)
    .action(async ({ limit, json }: OutputOptions & { limit: string }) => {
      const page = await (await connectApi()).get<{ items: Schedule[] }>(`/api/schedules?limit=${limit}`);
      if (json) return void say(JSON.stringify(page));
      for (const { id, name, import: what, paused, ...times } of page.items) {
        const state = paused ? "paused" : "active";
        sayCells(id, name, whenOf(times), times.timeZone, what.entity, fileOf(what), state);
      }
    });

  schedules
    .command("show")
    .description("a schedule, its next times and its newest runs")
    .argument("<id>", "from schedules list")
    .option(...jsonOption)
    .action(async (id: string, { json }: OutputOptions) => {
      show(await (await connectApi()).get<ShownSchedule>(pathOf(id)), json);
    });

  const create = schedules
    .command("create")
    .description("import a file again and again, as it then is")
    .requiredOption("--name <name>", "what people call it")
    .addOption(new Option("--entity <entity>", "what its rows are").conflicts("preset"))
    .addOption(new Option("--preset <format>", "or the format of an archive with several files").choices(presetNames))
    .addOption(new Option("--asset <path>", "what is imported: see assets list").conflicts("source"))
    .option("--source <address>", "or the https, sftp or s3 address that it is downloaded from each time")
    .option("--auth <credential>", "what opens the address: see credentials list")
    .requiredOption("--time-zone <zone>", "the cron's, such as Europe/Vienna")
    .addOption(new Option("--cron <cron>", "when, in five parts").conflicts("every"))
    .option("--every <seconds>", "or how often");
  addImportOptions(create)
    .option("--pause-after <failures>", "pause it after so many failures in a row; never when left out")
    .option("--even-unchanged", "import an unchanged file, too")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Example:
  bulkhead assets put events.csv nightly/events.csv
  bulkhead schedules create --name "nightly events" --entity courseGroupInPersonEvent \\
    --asset nightly/events.csv --cron "30 3 * * *" --time-zone Europe/Vienna --pause-after 3`,
    )
    .action(async (options: CreateOptions) => {
      const { name, entity, asset, cron, every, timeZone, mode, dryRun, onInvalid, importer, pauseAfter } = options;
      const { member, sheet, source: url, auth } = options;
      const source = url === undefined ? undefined : { url, auth };
      const { preset } = options;
      const file = { asset, source, mode, onInvalid, importerId: importer };
      const what = preset ? { package: { ...file, preset } } : { import: { ...file, entity, dryRun, member, sheet } };
      const json = {
        ...{ name, timeZone, cron, everySeconds: every && Number(every) },
        ...what,
        ...{ skipIfUnchanged: !options.evenUnchanged, pauseAfterFailures: pauseAfter && Number(pauseAfter) },
      };
      show(await (await connectApi()).send<ShownSchedule>("POST", "/api/schedules", { json }), options.json);
    });

  schedules
    .command("trigger")
    .description("run its import now, paused or not")
    .argument("<id>", "from schedules list")
    .option("--wait", "show its progress and wait for its end")
    .option(...jsonOption)
    .addHelpText("after", exitCodesHelp)
    .action(async (id: string, { wait, json }: OutputOptions & { wait?: true }) => {
      const api = await connectApi();
      const started = await api.send<JobResource>("POST", `${pathOf(id)}/trigger`, { idempotencyKey: randomUUID() });
      const job = wait ? await followJob(api, started.id) : started;
      if (json) say(JSON.stringify(job));
      else sayJob(job);
      process.exitCode = exitCodeOf(job);
    });

  for (const [verb, description] of [
    ["pause", "let no run begin"],
    ["resume", "let runs begin again; failures so far are forgotten"],
  ] as const) {
    schedules
      .command(verb)
      .description(description)
      .argument("<id>", "from schedules list")
      .option(...jsonOption)
      .action(async (id: string, { json }: OutputOptions) => {
        show(await (await connectApi()).send<ShownSchedule>("POST", `${pathOf(id)}/${verb}`), json);
      });
  }

  schedules
    .command("delete")
    .description("end it; its jobs stay")
    .argument("<id>", "from schedules list")
    .action(async (id: string) => {
      await (await connectApi()).send("DELETE", pathOf(id));
    });
}

function pathOf(id: string): string {
  return `/api/schedules/${encodeURIComponent(id)}`;
}

function fileOf({ asset, source }: Schedule["import"]): string {
  return source?.url ?? asset ?? "";
}

function whenOf({ cron, everySeconds }: Pick<Schedule, "cron" | "everySeconds">): string {
  return cron ?? `every ${everySeconds} s`;
}

function show(schedule: ShownSchedule, json: true | undefined): void {
  if (json) return void say(JSON.stringify(schedule));
  const { id, name, import: what, timeZone, paused, note, failures, openJob, nextRuns, clockChange, runs } = schedule;
  say(`${id}  ${name}: ${what.entity} from ${fileOf(what)}, ${whenOf(schedule)} (${timeZone})`);
  if (paused) say(`  paused: ${note ?? "nobody said why"}`);
  if (failures > 0) say(`  failures in a row: ${failures}`);
  if (openJob) say(`  its job ${openJob.id} is ${openJob.state}: no other run begins before that has ended`);
  if (nextRuns === null) say("  next: not known while Temporal does not answer");
  for (const at of nextRuns ?? []) say(`  next  ${at}`);
  if (clockChange && clockChange.effect !== "none") {
    const { at, from, to, effect } = clockChange;
    const what = effect === "skipped" ? "there is no run at its time on that day" : "it may run twice on that day";
    say(`  on ${at.slice(0, 10)} the clocks go from ${from} to ${to}: ${what}`);
  }
  for (const { at, outcome, jobId, state } of runs) {
    // An import that left rows out is a job like any other: only its state tells.
    say(["  ran ", at, outcome, jobId, state].filter((word) => word !== null).join("  "));
  }
}
