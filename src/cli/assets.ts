import { basename } from "node:path";
import type { Command } from "commander";
import { connectApi } from "./api-client.js";
import { assetUrl, contentTypeOf } from "./asset-url.js";
import { jsonOption, type OutputOptions, say, sayCells } from "./output.js";

interface Asset {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly createdAt: string;
}

/** `bulkhead assets …`: stored files. */
export function assetCommands(program: Command): void {
  const assets = program.command("assets").description("stored files, which jobs and schedules import");

  assets
    .command("list")
    .description("by path: path, bytes, sha256, when it was stored")
    .argument("[prefix]", "only those whose path begins so", "")
    .option("--limit <number>", "how many", "50")
    .option(...jsonOption)
    .action(async (prefix: string, { limit, json }: OutputOptions & { limit: string }) => {
      const query = new URLSearchParams({ limit, ...(prefix === "" ? {} : { prefix }) });
      const page = await (await connectApi()).get<{ items: Asset[] }>(`/api/assets?${query}`);
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
      const api = await connectApi();
      const stored = await api.upload<Asset>(assetUrl(path ?? basename(file)), file, contentTypeOf(file));
      if (json) say(JSON.stringify(stored));
      else sayCells(stored.path, stored.size, stored.sha256, stored.createdAt);
    });

  assets
    .command("get")
    .description("print a stored file")
    .argument("<path>")
    .action(async (path: string) => (await connectApi()).download(`${assetUrl(path)}?download=1`));

  assets
    .command("delete")
    .description("forget a path; refused while a schedule imports from it")
    .argument("<path>")
    .action(async (path: string) => {
      await (await connectApi()).send("DELETE", assetUrl(path));
    });
}
