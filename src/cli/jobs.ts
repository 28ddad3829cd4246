import type { Command } from "commander";
import type { JobResource } from "../http/jobs/schema.js";
import { connectApi } from "./api-client.js";
import { followJob } from "./follow-job.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, say, sayCells, sayJob } from "./output.js";

interface Page {
  readonly items: readonly JobResource[];
}

interface ListOptions extends OutputOptions {
  readonly state?: string;
  readonly entity?: string;
  readonly importer?: string;
  readonly schedule?: string;
  readonly limit: string;
}

/** What can be done to a job, and how the help says it. */
const verbs = {
  cancel: "end it; what it had not applied yet is not stored",
  approve: "let it delete what it has shown, and go on",
  undo: "put back what it changed and deleted, remove what it created",
} as const;

/** `bulkhead jobs …` and `bulkhead rejects`. */
export function jobCommands(program: Command): void {
  const jobs = program.command("jobs").description("imports that were accepted");

  jobs
    .command("list")
    .description("the newest first: id, state, entity, importer, valid and invalid rows, when it was accepted")
    .option("--state <state>", "only those in this state")
    .option("--entity <entity>", "only those of this entity")
    .option("--importer <id>", "only those of this importer")
    .option("--schedule <id>", "only the runs of this schedule")
    .option("--limit <number>", "how many", "20")
    .option(...jsonOption)
    .action(async ({ state, entity, importer, schedule, limit, json }: ListOptions) => {
      const query = new URLSearchParams({ limit });
      for (const [name, value] of Object.entries({ state, entity, importerId: importer, scheduleId: schedule })) {
        if (value !== undefined) query.set(name, value);
      }
      const page = await (await connectApi()).get<Page>(`/api/jobs?${query}`);
      if (json) return void say(JSON.stringify(page));
      for (const job of page.items) {
        const { valid, invalid } = job.counts;
        const state = job.blockedBy === null ? job.state : `waits for ${job.blockedBy} (${job.blockedByState})`;
        sayCells(job.id, state, job.entity, job.importerId, valid, invalid, job.createdAt);
      }
    });

  jobs
    .command("show")
    .description("a job as it is now, what it imports and where its workflow is")
    .argument("<id>", "from jobs list")
    .option(...jsonOption)
    .action(async (id: string, { json }: OutputOptions) => {
      const job = await (await connectApi()).get<JobResource>(pathOf(id));
      show(job, json);
      if (!json) sayOrigin(job);
    });

  jobs
    .command("watch")
    .description("follow a job to its end")
    .argument("<id>", "from jobs list")
    .option(...jsonOption)
    .addHelpText("after", exitCodesHelp)
    .action(async (id: string, { json }: OutputOptions) => {
      const job = await followJob(await connectApi(), encodeURIComponent(id));
      show(job, json);
      process.exitCode = exitCodeOf(job);
    });

  for (const [verb, description] of Object.entries(verbs)) {
    jobs
      .command(verb)
      .description(description)
      .argument("<id>", "from jobs list")
      .option(...jsonOption)
      .action(async (id: string, { json }: OutputOptions) => {
        show(await (await connectApi()).send<JobResource>("POST", `${pathOf(id)}/${verb}`), json);
      });
  }

  jobs
    .command("retry")
    .description("import the same bytes again, as a new job")
    .argument("<id>", "from jobs list")
    .option("--wait", "show its progress and wait for its end")
    .option(...jsonOption)
    .addHelpText("after", exitCodesHelp)
    .action(async (id: string, { wait, json }: OutputOptions & { wait?: true }) => {
      const api = await connectApi();
      const started = await api.send<JobResource>("POST", `${pathOf(id)}/retry`);
      const job = wait ? await followJob(api, started.id) : started;
      show(job, json);
      process.exitCode = exitCodeOf(job);
    });

  program
    .command("rejects")
    .description("the rejected rows of a job as CSV, to correct and import again")
    .argument("<id>", "from jobs list")
    .addHelpText("after", "\nExample:\n  bulkhead rejects 6279ea16-539c-45ec-b2ac-117c44d20423 > fixed.csv")
    .action(async (id: string) => (await connectApi()).download(`${pathOf(id)}/rejects.csv`));
}

function pathOf(id: string): string {
  return `/api/jobs/${encodeURIComponent(id)}`;
}

/** What somebody needs to know who finds a job that another has started. */
function sayOrigin({ entity, asset, importerId, scheduleId, createdAt, finishedAt, links }: JobResource): void {
  const schedule = scheduleId === null ? "" : `, schedule ${scheduleId}`;
  say(`  ${entity} from ${asset.path}, importer ${importerId}${schedule}`);
  say(`  accepted ${createdAt}${finishedAt === null ? "" : `, ended ${finishedAt}`}`);
  if (links.temporal) say(`  workflow: ${links.temporal}`);
}

function show(job: JobResource, json: true | undefined): void {
  if (json) say(JSON.stringify(job));
  else sayJob(job);
}
