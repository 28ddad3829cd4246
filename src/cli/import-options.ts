import { type Command, Option } from "commander";
import { type ImportMode, type InvalidRowPolicy, importModes, invalidRowPolicies } from "../domain/job.js";

/** How a file is imported, once or by a schedule. */
export interface ImportOptions {
  readonly mode?: ImportMode;
  readonly dryRun?: true;
  readonly onInvalid?: InvalidRowPolicy;
  readonly importer?: string;
  readonly member?: string;
  readonly sheet?: string;
}

export function addImportOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--mode <mode>",
        "what may become of stored rows: upsert (default) creates and updates, snapshot also deletes the importer's rows that the file does not have",
      ).choices(importModes),
    )
    .option("--dry-run", "check everything, store nothing")
    .addOption(new Option("--on-invalid <policy>", "what an invalid row means").choices(invalidRowPolicies))
    .option("--importer <id>", "the system whose rows they are; the key's name when left out")
    .option("--member <name>", "the file of an archive that is meant; its only one when left out")
    .option("--sheet <name>", "the sheet of a workbook that is meant; the first visible one when left out");
}
