import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import type { JobResource } from "../http/jobs/schema.js";
import { connectApi } from "./api-client.js";
import { followJob } from "./follow-job.js";
import { exitCodeOf, exitCodesHelp, jsonOption, type OutputOptions, say, sayCells, sayJob } from "./output.js";

interface Groups {
  readonly items: readonly {
    readonly code: string;
    readonly column: string | null;
    readonly value: string | null;
    readonly count: number;
    readonly firstLine: number;
  }[];
}

interface Findings {
  readonly items: readonly Readonly<Record<"entity" | "id" | "code" | "field" | "targetId", string | null>>[];
}

interface CorrectOptions extends OutputOptions {
  readonly code: string;
  readonly column: string;
  readonly from?: string;
  readonly to: string;
  readonly dryRun?: true;
  readonly wait?: true;
}

/** `bulkhead issues`, `bulkhead correct` and `bulkhead integrity`: what is wrong, and one text for all that is alike. */
export function correctionCommands(program: Command): void {
  program
    .command("issues")
    .description("what is wrong with a job's rows, alike together: how many, code, column, value, the first line")
    .argument("<id>", "from jobs list")
    .option("--limit <number>", "how many groups, the largest first", "50")
    .option(...jsonOption)
    .action(async (id: string, { limit, json }: OutputOptions & { readonly limit: string }) => {
      const query = new URLSearchParams({ limit });
      const groups = await (await connectApi()).get<Groups>(`/api/jobs/${encodeURIComponent(id)}/issues?${query}`);
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
      const api = await connectApi();
      const started = await api.send<JobResource>("POST", `/api/jobs/${encodeURIComponent(id)}/corrections`, {
        json: { replace: [{ code, column, from: from ?? null, to }], dryRun: dryRun ?? false },
        idempotencyKey: randomUUID(),
      });
      const job = wait ? await followJob(api, started.id) : started;
      if (json) say(JSON.stringify(job));
      else sayJob(job);
      process.exitCode = exitCodeOf(job);
    });

  program
    .command("integrity")
    .description("what is wrong in the whole database now: entity, id, code, column, what it refers to")
    .option("--rule <code>", "only findings of this rule")
    .option("--entity <entity>", "only about rows of this entity")
    .option("--importer <id>", "only about rows of this importer")
    .option("--limit <number>", "how many", "50")
    .option(...jsonOption)
    .action(async ({ rule, entity, importer, limit, json }: OutputOptions & Record<string, string>) => {
      const query = new URLSearchParams({ limit: limit ?? "50" });
      for (const [name, value] of Object.entries({ rule, entity, importerId: importer })) {
        if (value !== undefined) query.set(name, value);
      }
      const found = await (await connectApi()).get<Findings>(`/api/integrity?${query}`);
      if (json) return void say(JSON.stringify(found));
      for (const { entity: of, id, code, field, targetId } of found.items) sayCells(of, id, code, field, targetId);
    });
}
