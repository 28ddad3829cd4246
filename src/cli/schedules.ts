import { randomUUID } from "node:crypto";
import { type Command, Option } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import { patiently } from "../../clients/typescript/src/patiently.js";
import type { components } from "../../clients/typescript/src/schema.js";
import { presetNames } from "../domain/packages/preset-names.js";
import { longestEverySeconds, mostFailures } from "../domain/schedule-definition.js";
import { connect } from "./connect.js";
import type { Entity } from "./entity.js";
import { followJob } from "./follow-job.js";
import { given } from "./given.js";
import { addImportOptions, type ImportOptions } from "./import-options.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, say, sayCells, sayJob } from "./output.js";
import { wholeNumber } from "./whole-number.js";

type Schedule = components["schemas"]["Schedule"];
type ShownSchedule = components["schemas"]["ShownSchedule"];
type ScheduleRequest = components["schemas"]["ScheduleRequest"];
type Preset = NonNullable<components["schemas"]["PackageRequest"]["preset"]>;

interface CreateOptions extends OutputOptions, ImportOptions {
  readonly name: string;
  readonly entity?: Entity;
  readonly preset?: Preset;
  readonly asset?: string;
  readonly source?: string;
  readonly auth?: string;
  readonly cron?: string;
  readonly every?: number;
  readonly timeZone: string;
  readonly pauseAfter?: number;
  readonly newFileWithin?: number;
  readonly minRows?: number;
  readonly maxShrink?: number;
  readonly evenUnchanged?: true;
}

/** `bulkhead schedules …`: imports that repeat. */
export function scheduleCommands(program: Command): void {
  const schedules = program.command("schedules").description("imports that repeat");

  const list = schedules
    .command("list")
    .description("the newest first: id, name, when, time zone, entity, asset, whether it is paused");
  addListOptions(list).action(async ({ limit, json }: ListOptions) => {
    const { api } = await connect();
    const page = await answer(api.GET("/api/schedules", { params: { query: { limit } } }));
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
      const { api } = await connect();
      show(await answer(api.GET("/api/schedules/{id}", { params: { path: { id } } })), json);
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
    .option("--every <seconds>", "or how often", secondsOf);
  addImportOptions(create)
    .option("--new-file-within <hours>", "within how many hours a new file has to come; else it is late", hoursOf)
    .option("--min-rows <number>", "an import of fewer rows waits for an approval", rowsOf)
    .option("--max-shrink <percent>", "so does one of fewer rows than the last one, by more than this", shareOf)
    .option("--pause-after <failures>", "pause it after so many failures in a row; never when left out", timesOf)
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
      const { name, timeZone, cron, every: everySeconds, pauseAfter: pauseAfterFailures } = options;
      const what = whatOf(options) ?? create.error("error: --entity or --preset is needed");
      const times = { name, timeZone, ...given({ cron, everySeconds }) };
      const rules = { skipIfUnchanged: !options.evenUnchanged, ...given({ pauseAfterFailures }), ...expectOf(options) };
      const body: ScheduleRequest = { ...times, ...what, ...rules };
      const { api } = await connect();
      show(await answer(api.POST("/api/schedules", { body })), options.json);
    });

  schedules
    .command("trigger")
    .description("run its import now, paused or not")
    .argument("<id>", "from schedules list")
    .option("--wait", "show its progress and wait for its end")
    .option(...jsonOption)
    .addHelpText("after", exitCodesHelp)
    .action(async (id: string, { wait, json }: OutputOptions & { wait?: true }) => {
      const bulkhead = await connect();
      const params = { path: { id }, header: { "idempotency-key": randomUUID() } };
      const started = await patiently(() => answer(bulkhead.api.POST("/api/schedules/{id}/trigger", { params })));
      const job = wait ? await followJob(bulkhead, started.id) : started;
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
        const { api } = await connect();
        show(await answer(api.POST(`/api/schedules/{id}/${verb}`, { params: { path: { id } } })), json);
      });
  }

  schedules
    .command("delete")
    .description("end it; its jobs stay")
    .argument("<id>", "from schedules list")
    .action(async (id: string) => {
      await (await connect()).api.DELETE("/api/schedules/{id}", { params: { path: { id } } });
    });
}

/** Returns what the schedule's runs import; null without an entity or a preset. */
function whatOf(options: CreateOptions): Pick<ScheduleRequest, "import" | "package"> | null {
  const { asset, source: url, auth, mode, onInvalid, importer: importerId, preset } = options;
  const { entity, dryRun, member, sheet } = options;
  const source = url === undefined ? {} : { source: { url, ...given({ auth }) } };
  const file = { ...source, ...given({ asset, mode, onInvalid, importerId }) };
  if (preset !== undefined) return { package: { ...file, preset } };
  return entity === undefined ? null : { import: { ...file, entity, ...given({ dryRun, member, sheet }) } };
}

/** Returns what is expected of the schedule's files, if anything. */
function expectOf({ newFileWithin, minRows, maxShrink }: CreateOptions) {
  const expect = given({ newFileWithinHours: newFileWithin, minRows, maxShrinkPercent: maxShrink });
  return Object.keys(expect).length === 0 ? {} : { expect };
}

const secondsOf = (text: string) => wholeNumber(text, 1, longestEverySeconds);
const timesOf = (text: string) => wholeNumber(text, 1, mostFailures);
const hoursOf = (text: string) => wholeNumber(text, 1, 8_784);
const rowsOf = (text: string) => wholeNumber(text, 1, 1_000_000_000);
const shareOf = (text: string) => wholeNumber(text, 0, 99);

function fileOf({ asset, source }: Schedule["import"]): string {
  return source?.url ?? asset ?? "";
}

function whenOf({ cron, everySeconds }: Pick<Schedule, "cron" | "everySeconds">): string {
  return cron ?? `every ${everySeconds} s`;
}

function show(schedule: ShownSchedule, json: true | undefined): void {
  if (json) return void say(JSON.stringify(schedule));
  const { id, name, import: what, timeZone, paused, note, failures, openJob, nextRuns, clockChange, runs } = schedule;
  const { newFileAt, lateSince } = schedule;
  say(`${id}  ${name}: ${what.entity} from ${fileOf(what)}, ${whenOf(schedule)} (${timeZone})`);
  if (paused) say(`  paused: ${note ?? "without a reason"}`);
  if (lateSince !== null) say(`  late since ${lateSince}: the last new file came ${newFileAt ?? "never"}`);
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
    // An import that rejected rows has the outcome of any import. Only its state shows the rejects.
    say(["  ran ", at, outcome, jobId, state].filter((word) => word !== null).join("  "));
  }
}
