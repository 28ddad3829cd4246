import { randomUUID } from "node:crypto";
import { type Command, Option } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import type { Bulkhead } from "../../clients/typescript/src/bulkhead.js";
import { patiently } from "../../clients/typescript/src/patiently.js";
import type { components } from "../../clients/typescript/src/schema.js";
import { type ImportMode, importModes } from "../domain/job.js";
import { failurePolicies } from "../domain/packages/package.js";
import { presetNames } from "../domain/packages/preset-names.js";
import { connect } from "./connect.js";
import { followJob } from "./follow-job.js";
import { given } from "./given.js";
import { readJsonFile } from "./json-file.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, say, sayCells } from "./output.js";
import { sentFile } from "./sent-file.js";

type Package = components["schemas"]["Package"];
type PackageRequest = components["schemas"]["PackageRequest"];

interface ImportPackageOptions extends OutputOptions {
  readonly preset?: NonNullable<PackageRequest["preset"]>;
  readonly files?: string;
  readonly mode?: ImportMode;
  readonly onFailure?: NonNullable<PackageRequest["onFailure"]>;
  readonly importer?: string;
  readonly auth?: string;
  readonly asset?: string;
  readonly idempotencyKey?: string;
  readonly wait?: true;
}

/** `bulkhead packages …`: archives with several files. */
export function packageCommands(program: Command): void {
  const packages = program.command("packages").description("zips with several files, each of which becomes a job");

  packages
    .command("import")
    .description("upload a zip and import its files, in the order in which they need each other")
    .argument("<zip>", "a file, or an https, sftp or s3 address")
    .addOption(new Option("--preset <format>", "a known format of archives").choices(presetNames).conflicts("files"))
    .option("--files <json>", "or a file with what each member is: [{ member, entity, mode, mapping }]")
    .addOption(new Option("--mode <mode>", "how a preset's files are imported").choices(importModes).conflicts("files"))
    .addOption(new Option("--on-failure <policy>", "after a file that failed").choices(failurePolicies))
    .option("--importer <id>", "the system whose rows they are; the key's name when left out")
    .option("--auth <credential>", "what opens the address: see credentials list")
    .option("--asset <path>", "where the zip is kept; cli/<zip's name> when left out")
    .option("--idempotency-key <key>", "one import, however often the command is run with it")
    .option("--wait", "show its progress and wait for its end")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `${exitCodesHelp}

Example:
  bulkhead packages import roster.zip --preset oneroster-1.1 --importer sis --wait`,
    )
    .action(async (zip: string, options: ImportPackageOptions) => {
      const bulkhead = await connect();
      const { id } = await start(bulkhead, zip, options);
      if (options.wait) process.exitCode = exitCodeOf(await followJob(bulkhead, id));
      show(await find(bulkhead, id), options.json);
    });

  packages
    .command("show")
    .description("a package, and what becomes of its files")
    .argument("<id>", "of the package, which is that of its job")
    .option(...jsonOption)
    .action(async (id: string, { json }: OutputOptions) => {
      show(await find(await connect(), id), json);
    });
}

async function start(bulkhead: Bulkhead, zip: string, options: ImportPackageOptions): Promise<Package> {
  const { preset, mode, onFailure, importer: importerId, idempotencyKey = randomUUID() } = options;
  const files = options.files === undefined ? undefined : await readJsonFile<PackageRequest["files"]>(options.files);
  const what = await sentFile(bulkhead, zip, options);
  const body = { ...what, ...given({ preset, mode, files, onFailure, importerId }) };
  const params = { header: { "idempotency-key": idempotencyKey } };
  return patiently(() => answer(bulkhead.api.POST("/api/packages", { params, body })));
}

function show(shown: Package, json: true | undefined): void {
  if (json) return void say(JSON.stringify(shown));
  say(`${shown.id}  ${shown.state}  ${shown.source?.url ?? shown.asset.path}`);
  for (const { member, entity, id, state, counts, error } of shown.jobs) {
    const { created, updated, unchanged, deleted, invalid } = counts;
    const rows = `${created} created, ${updated} updated, ${unchanged} unchanged, ${deleted} deleted, ${invalid} invalid`;
    sayCells(`  ${member}`, entity, id ?? "-", state ?? "not begun", error?.code ?? rows);
  }
  for (const { name, reason } of shown.notTaken) say(`  not imported: ${name}: ${reason}`);
  if (shown.error) say(`  ${shown.error.message} ${shown.error.hint}`);
}

function find({ api }: Bulkhead, id: string): Promise<Package> {
  return answer(api.GET("/api/packages/{id}", { params: { path: { id } } }));
}
