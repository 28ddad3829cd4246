import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import type { Job } from "../../clients/typescript/src/follow.js";
import type { operations } from "../../clients/typescript/src/schema.js";
import { connect } from "./connect.js";
import { followJob } from "./follow-job.js";
import { given } from "./given.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, print, say, sayCells, sayJob } from "./output.js";

type Filters = NonNullable<operations["listJobs"]["parameters"]["query"]>;

interface ListJobsOptions extends ListOptions, Pick<Filters, "state" | "entity"> {
  readonly importer?: string;
  readonly schedule?: string;
}

/** The commands on a job, and their help. */
const verbs = {
  cancel: "end it; what it had not applied yet is not stored",
  approve: "let it delete what it has shown, and go on",
  undo: "put back what it changed and deleted, remove what it created",
} as const;
const verbNames = ["cancel", "approve", "undo"] as const;

/** `bulkhead jobs …` and `bulkhead rejects`. */
export function jobCommands(program: Command): void {
  const jobs = program.command("jobs").description("imports that were accepted");

  const list = jobs
    .command("list")
    .description("the newest first: id, state, entity, importer, valid and invalid rows, when it was accepted");
  addListOptions(list, 20)
    .option("--state <state>", "only those in this state")
    .option("--entity <entity>", "only those of this entity")
    .option("--importer <id>", "only those of this importer")
    .option("--schedule <id>", "only the runs of this schedule")
    .action(async ({ importer: importerId, schedule: scheduleId, limit, json, ...filters }: ListJobsOptions) => {
      const { api } = await connect();
      const query = { limit, ...filters, ...given({ importerId, scheduleId }) };
      const page = await answer(api.GET("/api/jobs", { params: { query } }));
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
      const { api } = await connect();
      const job = await answer(api.GET("/api/jobs/{id}", { params: { path: { id } } }));
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
      const job = await followJob(await connect(), id);
      show(job, json);
      process.exitCode = exitCodeOf(job);
    });

  for (const verb of verbNames) {
    jobs
      .command(verb)
      .description(verbs[verb])
      .argument("<id>", "from jobs list")
      .option(...jsonOption)
      .action(async (id: string, { json }: OutputOptions) => {
        const { api } = await connect();
        show(await answer(api.POST(`/api/jobs/{id}/${verb}`, { params: { path: { id } } })), json);
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
      const bulkhead = await connect();
      const started = await answer(bulkhead.api.POST("/api/jobs/{id}/retry", { params: { path: { id } } }));
      const job = wait ? await followJob(bulkhead, started.id) : started;
      show(job, json);
      process.exitCode = exitCodeOf(job);
    });

  program
    .command("rejects")
    .description("the rejected rows of a job as CSV, to correct and import again")
    .argument("<id>", "from jobs list")
    .addHelpText("after", "\nExample:\n  bulkhead rejects 6279ea16-539c-45ec-b2ac-117c44d20423 > fixed.csv")
    .action(async (id: string) => {
      const { api } = await connect();
      const params = { path: { id } };
      await print(await answer(api.GET("/api/jobs/{id}/rejects.csv", { params, parseAs: "stream" })));
    });
}

/** Prints where a job comes from. */
function sayOrigin({ entity, mode, asset, importerId, scheduleId, createdAt, finishedAt, links, ...job }: Job): void {
  const schedule = scheduleId === null ? "" : `, schedule ${scheduleId}`;
  say(`  ${entity} from ${asset.path}, ${mode}, importer ${importerId}${schedule}, asked for by ${job.requestedBy}`);
  if (job.approval?.approvedBy) {
    const reasons = job.approval.reasons.map(({ code }) => code).join(", ");
    say(`  approved by ${job.approval.approvedBy}, ${job.approval.approvedAt}; it asked because of ${reasons}`);
  }
  say(`  accepted ${createdAt}${finishedAt === null ? "" : `, ended ${finishedAt}`}`);
  if (links.temporal) say(`  workflow: ${links.temporal}`);
}

function show(job: Job, json: true | undefined): void {
  if (json) say(JSON.stringify(job));
  else sayJob(job);
}
