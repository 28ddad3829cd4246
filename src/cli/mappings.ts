import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { MappingDefinition } from "../domain/mapping/mapping.js";
import { connectApi } from "./api-client.js";
import { jsonOption, type OutputOptions, say, sayCells } from "./output.js";

interface Mapping extends MappingDefinition {
  readonly importerId: string;
  readonly entity: string;
  readonly version: number;
  readonly changedBy: string;
  readonly changedAt: string;
}

interface Suggested {
  readonly columns: readonly { readonly column: string; readonly field: string | null; readonly score: number }[];
}

/** `bulkhead mappings …`: what the columns and values of an importer's files mean. */
export function mappingCommands(program: Command): void {
  const mappings = program.command("mappings").description("what the columns and values of an importer's files mean");

  mappings
    .command("list")
    .description("importer, entity, version, who changed it and when")
    .option("--limit <number>", "how many", "50")
    .option(...jsonOption)
    .action(async ({ limit, json }: OutputOptions & { limit: string }) => {
      const page = await (await connectApi()).get<{ items: Mapping[] }>(`/api/mappings?limit=${limit}`);
      if (json) return void say(JSON.stringify(page));
      for (const { importerId, entity, version, changedBy, changedAt } of page.items) {
        sayCells(importerId, entity, version, changedBy, changedAt);
      }
    });

  mappings
    .command("show")
    .description("print a mapping, to change it and put it again")
    .argument("<importer>")
    .argument("<entity>")
    .action(async (importer: string, entity: string) => {
      const { columns, constants, values, dates } = await (await connectApi()).get<Mapping>(pathOf(importer, entity));
      say(JSON.stringify({ columns, constants, values, dates }, null, 2));
    });

  mappings
    .command("put")
    .description("store a mapping; jobs that are accepted from then on use it")
    .argument("<importer>")
    .argument("<entity>")
    .argument("<file>", "JSON with columns, constants, values and dates")
    .action(async (importer: string, entity: string, file: string) => {
      const json: unknown = JSON.parse(await readFile(file, "utf8"));
      const { version } = await (await connectApi()).send<Mapping>("PUT", pathOf(importer, entity), { json });
      say(`version ${version}`);
    });

  mappings
    .command("delete")
    .description("take columns and values as the entity declares them")
    .argument("<importer>")
    .argument("<entity>")
    .action(async (importer: string, entity: string) => {
      await (await connectApi()).send("DELETE", pathOf(importer, entity));
    });

  mappings
    .command("suggest")
    .description("what columns may be: column, field, how alike their names are")
    .argument("<entity>")
    .argument("<columns...>", "the names of a header")
    .option(...jsonOption)
    .action(async (entity: string, header: string[], { json }: OutputOptions) => {
      const asked = { json: { entity, header } };
      const answer = await (await connectApi()).send<Suggested>("POST", "/api/mappings/suggest", asked);
      if (json) return void say(JSON.stringify(answer));
      for (const { column, field, score } of answer.columns) sayCells(column, field ?? "-", score);
    });
}

function pathOf(importer: string, entity: string): string {
  return `/api/mappings/${encodeURIComponent(importer)}/${encodeURIComponent(entity)}`;
}
