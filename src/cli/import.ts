import type { Command } from "commander";
import type { Bulkhead } from "../../clients/typescript/src/bulkhead.js";
import type { Job } from "../../clients/typescript/src/follow.js";
import { connect } from "./connect.js";
import type { Entity } from "./entity.js";
import { followJob } from "./follow-job.js";
import { given } from "./given.js";
import { addImportOptions, type ImportOptions } from "./import-options.js";
import { exitCodeOf, exitCodesHelp, jsonOption, remark, say, sayJob } from "./output.js";
import { sentFile } from "./sent-file.js";

interface ImportFileOptions extends ImportOptions {
  readonly entity: Entity;
  readonly asset?: string;
  readonly auth?: string;
  readonly idempotencyKey?: string;
  readonly wait?: true;
  readonly json?: true;
}

/** `bulkhead import`: uploads a file and imports it. */
export function importCommand(program: Command): void {
  const command = program
    .command("import")
    .description("upload a file and import it, or import one from another server")
    .argument(
      "<file>",
      "CSV, XLSX, a list in JSON or XML, or one of these as gzip or in a zip; or an https, sftp or s3 address",
    )
    .requiredOption("--entity <entity>", "what its rows are: see GET /api/entities");
  addImportOptions(command)
    .option("--asset <path>", "where the file is kept; cli/<file's name> when left out")
    .option("--auth <credential>", "what opens the address: see credentials list")
    .option("--idempotency-key <key>", "one import, however often the command is run with it")
    .option("--wait", "show its progress and wait for its end")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `${exitCodesHelp}

Examples:
  bulkhead import events.csv --entity courseGroupInPersonEvent --dry-run --wait
  bulkhead import events.csv --entity courseGroupInPersonEvent --wait --json | jq .counts
  bulkhead import https://erp.example/events.csv --auth campus-erp --entity courseGroupInPersonEvent --wait`,
    )
    .action(async (file: string, options: ImportFileOptions) => {
      const bulkhead = await connect();
      const started = await startImport(bulkhead, file, options);
      const job = options.wait ? await followJob(bulkhead, started.id) : started;
      if (options.json) say(JSON.stringify(job));
      else sayJob(job);
      process.exitCode = exitCodeOf(job);
    });
}

async function startImport(bulkhead: Bulkhead, file: string, options: ImportFileOptions): Promise<Job> {
  const { entity, mode, dryRun = false, onInvalid, importer: importerId, member, sheet, wait } = options;
  const what = await sentFile(bulkhead, file, options);
  const asked = { entity, ...what, dryRun, ...given({ mode, onInvalid, importerId, member, sheet }) };
  const job = await bulkhead.startImport(asked, options.idempotencyKey);
  if (wait) remark(`job ${job.id}`);
  return job;
}
