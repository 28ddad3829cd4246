import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { connectApi } from "./api-client.js";
import { jsonOption, type OutputOptions, say, sayCells } from "./output.js";

interface Credential {
  readonly name: string;
  readonly type: string;
  readonly origin: string;
  readonly changedBy: string;
  readonly changedAt: string;
}

/** `bulkhead credentials …`: what opens files on other servers. */
export function credentialCommands(program: Command): void {
  const credentials = program.command("credentials").description("what opens files on other servers");

  credentials
    .command("list")
    .description("name, type, server, who changed it and when; secrets are never shown")
    .option("--limit <number>", "how many", "50")
    .option(...jsonOption)
    .action(async ({ limit, json }: OutputOptions & { limit: string }) => {
      const page = await (await connectApi()).get<{ items: Credential[] }>(`/api/credentials?limit=${limit}`);
      if (json) return void say(JSON.stringify(page));
      for (const { name, type, origin, changedBy, changedAt } of page.items) {
        sayCells(name, type, origin, changedBy, changedAt);
      }
    });

  credentials
    .command("put")
    .description("store a credential, in place of the one of its name")
    .argument("<name>")
    .argument("[file]", "JSON with type, origin and secrets; standard input when left out")
    .addHelpText(
      "after",
      `
Example:
  bulkhead credentials put campus-erp <<'END'
  { "type": "basic", "origin": "https://erp.example", "username": "nightly", "password": "…" }
  END`,
    )
    .action(async (name: string, file: string | undefined) => {
      const json: unknown = JSON.parse(file === undefined ? await text(process.stdin) : await readFile(file, "utf8"));
      const { type, origin } = await (await connectApi()).send<Credential>("PUT", pathOf(name), { json });
      say(`${type} for ${origin}`);
    });

  credentials
    .command("delete")
    .description("forget a credential; imports that name it fail from then on")
    .argument("<name>")
    .action(async (name: string) => {
      await (await connectApi()).send("DELETE", pathOf(name));
    });
}

function pathOf(name: string): string {
  return `/api/credentials/${encodeURIComponent(name)}`;
}
