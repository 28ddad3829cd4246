import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import { connect } from "./connect.js";
import type { Entity } from "./entity.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { say, sayCells } from "./output.js";
import { wholeNumber } from "./whole-number.js";

interface PutOptions {
  readonly created?: number;
  readonly updated?: number;
  readonly deleted?: number;
  readonly rows?: number;
}

const percentOf = (text: string) => wholeNumber(text, 0, 1_000);
const rowsOf = (text: string) => wholeNumber(text, 0, 1_000_000_000);

/** `bulkhead holds …`: how much an importer's files may change without an approval. */
export function holdCommands(program: Command): void {
  const holds = program.command("holds").description("how much the files of an importer may change unasked");

  const list = holds
    .command("list")
    .description("importer, entity, per cent created, updated and deleted, rows in all, who changed it and when");
  addListOptions(list).action(async ({ limit, json }: ListOptions) => {
    const { api } = await connect();
    const page = await answer(api.GET("/api/holds", { params: { query: { limit } } }));
    if (json) return void say(JSON.stringify(page));
    for (const hold of page.items) {
      const { importerId, entity, createdPercent, updatedPercent, deletedPercent, rows } = hold;
      sayCells(
        importerId,
        entity,
        createdPercent,
        updatedPercent,
        deletedPercent,
        rows,
        hold.changedBy,
        hold.changedAt,
      );
    }
  });

  holds
    .command("put")
    .description("let an import that would change more wait for an approval; what is left out has no bound")
    .argument("<importer>")
    .argument("<entity>")
    .option("--created <percent>", "most rows created, of those that the importer owns", percentOf)
    .option("--updated <percent>", "most rows updated", percentOf)
    .option("--deleted <percent>", "most rows deleted", percentOf)
    .option("--rows <number>", "most rows created, updated and deleted together", rowsOf)
    .action(async (importerId: string, entity: Entity, options: PutOptions) => {
      const { created = null, updated = null, deleted = null, rows = null } = options;
      const body = { createdPercent: created, updatedPercent: updated, deletedPercent: deleted, rows };
      const params = { path: { importerId, entity } };
      await (await connect()).api.PUT("/api/holds/{importerId}/{entity}", { params, body });
    });

  holds
    .command("delete")
    .description("let the files change what the settings allow")
    .argument("<importer>")
    .argument("<entity>")
    .action(async (importerId: string, entity: Entity) => {
      const params = { path: { importerId, entity } };
      await (await connect()).api.DELETE("/api/holds/{importerId}/{entity}", { params });
    });
}
