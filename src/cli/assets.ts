import { basename } from "node:path";
import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import { connect } from "./connect.js";
import { contentTypeOf } from "./content-type.js";
import { given } from "./given.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { jsonOption, type OutputOptions, print, say, sayCells } from "./output.js";

/** `bulkhead assets …`: stored files. */
export function assetCommands(program: Command): void {
  const assets = program.command("assets").description("stored files, which jobs and schedules import");

  const list = assets.command("list").description("by path: path, bytes, sha256, when it was stored");
  addListOptions(list)
    .argument("[prefix]", "only those whose path begins so")
    .action(async (prefix: string | undefined, { limit, json }: ListOptions) => {
      const { api } = await connect();
      const page = await answer(
        api.GET("/api/assets", { params: { query: { limit, ...given({ prefix: prefix || undefined }) } } }),
      );
      if (json) return void say(JSON.stringify(page));
      for (const { path, size, sha256, createdAt } of page.items) sayCells(path, size, sha256, createdAt);
    });

  assets
    .command("put")
    .description("store a file; what is at the path already is replaced, and running imports keep theirs")
    .argument("<file>")
    .argument("[path]", "where it is kept; the file's name when left out")
    .option(...jsonOption)
    .action(async (file: string, path: string | undefined, { json }: OutputOptions) => {
      const bulkhead = await connect();
      const stored = await bulkhead.upload(file, { path: path ?? basename(file), contentType: contentTypeOf(file) });
      if (json) say(JSON.stringify(stored));
      else sayCells(stored.path, stored.size, stored.sha256, stored.createdAt);
    });

  assets
    .command("get")
    .description("print a stored file")
    .argument("<path>")
    .action(async (path: string) => {
      const { api } = await connect();
      const params = { path: { path }, query: { download: "1" } } as const;
      await print(await answer(api.GET("/api/assets/{path}", { params, parseAs: "stream" })));
    });

  assets
    .command("delete")
    .description("forget a path; refused while a schedule imports from it")
    .argument("<path>")
    .action(async (path: string) => {
      await (await connect()).api.DELETE("/api/assets/{path}", { params: { path: { path } } });
    });
}
