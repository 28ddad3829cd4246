import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import { patiently } from "../../clients/typescript/src/patiently.js";
import type { components, operations } from "../../clients/typescript/src/schema.js";
import { connect } from "./connect.js";
import { followJob } from "./follow-job.js";
import { given } from "./given.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, say, sayCells, sayJob } from "./output.js";

type FindingFilters = NonNullable<operations["listOpenFindings"]["parameters"]["query"]>;

interface FindingsOptions extends ListOptions, Pick<FindingFilters, "rule" | "entity"> {
  readonly importer?: string;
}

interface CorrectOptions extends OutputOptions {
  readonly code: NonNullable<components["schemas"]["Corrections"]["replace"]>[number]["code"];
  readonly column: string;
  readonly from?: string;
  readonly to: string;
  readonly dryRun?: true;
  readonly wait?: true;
}

/**
 * `bulkhead issues`, `bulkhead correct` and `bulkhead integrity`: shows issues and findings, and replaces a value in
 * all rejected rows with the same issue.
 */
export function correctionCommands(program: Command): void {
  const issues = program
    .command("issues")
    .description(
      "what is wrong with a job's rows, alike together: how many, code, column, value, the first line, the largest group first",
    )
    .argument("<id>", "from jobs list");
  addListOptions(issues).action(async (id: string, { limit, json }: ListOptions) => {
    const { api } = await connect();
    const groups = await answer(api.GET("/api/jobs/{id}/issues", { params: { path: { id }, query: { limit } } }));
    if (json) return void say(JSON.stringify(groups));
    for (const { count, code, column, value, firstLine } of groups.items) {
      sayCells(count, code, column, value, firstLine);
    }
  });

  program
    .command("correct")
    .description("put one text in place of a value in all rejected rows that are alike, and import those rows again")
    .argument("<id>", "from jobs list")
    .requiredOption("--code <code>", "of the issue, from issues")
    .requiredOption("--column <column>", "in which the value stands")
    .option("--from <value>", "the value, as issues shows it; left out: the cell is empty")
    .requiredOption("--to <text>", "what is to stand there")
    .option("--dry-run", "check the corrected rows, store nothing")
    .option("--wait", "show its progress and wait for its end")
    .option(...jsonOption)
    .addHelpText("after", exitCodesHelp)
    .action(async (id: string, { code, column, from, to, dryRun, wait, json }: CorrectOptions) => {
      const bulkhead = await connect();
      const body = { replace: [{ code, column, from: from ?? null, to }], dryRun: dryRun ?? false };
      const params = { path: { id }, header: { "idempotency-key": randomUUID() } };
      const ask = () => answer(bulkhead.api.POST("/api/jobs/{id}/corrections", { params, body }));
      const started = await patiently(ask);
      const job = wait ? await followJob(bulkhead, started.id) : started;
      if (json) say(JSON.stringify(job));
      else sayJob(job);
      process.exitCode = exitCodeOf(job);
    });

  const integrity = program
    .command("integrity")
    .description("what is wrong in the whole database now: entity, id, code, column, what it refers to");
  addListOptions(integrity)
    .option("--rule <code>", "only findings of this rule")
    .option("--entity <entity>", "only about rows of this entity")
    .option("--importer <id>", "only about rows of this importer")
    .action(async ({ rule, entity, importer: importerId, limit, json }: FindingsOptions) => {
      const { api } = await connect();
      const query = { limit, ...given({ rule, entity, importerId }) };
      const found = await answer(api.GET("/api/integrity", { params: { query } }));
      if (json) return void say(JSON.stringify(found));
      for (const { entity: of, id, code, field, targetId } of found.items) sayCells(of, id, code, field, targetId);
    });
}
