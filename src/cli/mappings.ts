import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import type { components } from "../../clients/typescript/src/schema.js";
import { connect } from "./connect.js";
import type { Entity } from "./entity.js";
import { readJsonFile } from "./json-file.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { jsonOption, type OutputOptions, say, sayCells, sayJson } from "./output.js";

/** `bulkhead mappings …`: what the columns and values of an importer's files mean. */
export function mappingCommands(program: Command): void {
  const mappings = program.command("mappings").description("what the columns and values of an importer's files mean");

  const list = mappings.command("list").description("importer, entity, version, who changed it and when");
  addListOptions(list).action(async ({ limit, json }: ListOptions) => {
    const { api } = await connect();
    const page = await answer(api.GET("/api/mappings", { params: { query: { limit } } }));
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
    .action(async (importerId: string, entity: Entity) => {
      const { api } = await connect();
      const params = { path: { importerId, entity } };
      const shown = await answer(api.GET("/api/mappings/{importerId}/{entity}", { params }));
      const { columns, constants, values, dates } = shown;
      sayJson({ columns, constants, values, dates });
    });

  mappings
    .command("put")
    .description("store a mapping; jobs that are accepted from then on use it")
    .argument("<importer>")
    .argument("<entity>")
    .argument("<file>", "JSON with columns, constants, values and dates")
    .action(async (importerId: string, entity: Entity, file: string) => {
      const body = await readJsonFile<components["schemas"]["MappingRequest"]>(file);
      const { api } = await connect();
      const params = { path: { importerId, entity } };
      const { version } = await answer(api.PUT("/api/mappings/{importerId}/{entity}", { params, body }));
      say(`version ${version}`);
    });

  mappings
    .command("delete")
    .description("take columns and values as the entity declares them")
    .argument("<importer>")
    .argument("<entity>")
    .action(async (importerId: string, entity: Entity) => {
      const params = { path: { importerId, entity } };
      await (await connect()).api.DELETE("/api/mappings/{importerId}/{entity}", { params });
    });

  mappings
    .command("suggest")
    .description("what columns may be: column, field, how alike their names are")
    .argument("<entity>")
    .argument("<columns...>", "the names of a header")
    .option(...jsonOption)
    .action(async (entity: Entity, header: string[], { json }: OutputOptions) => {
      const { api } = await connect();
      const suggested = await answer(api.POST("/api/mappings/suggest", { body: { entity, header } }));
      if (json) return void say(JSON.stringify(suggested));
      for (const { column, field, score } of suggested.columns) sayCells(column, field ?? "-", score);
    });
}
