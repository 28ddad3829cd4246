import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import type { components } from "../../clients/typescript/src/schema.js";
import { connect } from "./connect.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { say, sayCells } from "./output.js";

/** `bulkhead credentials …`: credentials for files on other servers. */
export function credentialCommands(program: Command): void {
  const credentials = program.command("credentials").description("what opens files on other servers");

  const list = credentials
    .command("list")
    .description("name, type, server, who changed it and when; secrets are never shown");
  addListOptions(list).action(async ({ limit, json }: ListOptions) => {
    const { api } = await connect();
    const page = await answer(api.GET("/api/credentials", { params: { query: { limit } } }));
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
      const given = file === undefined ? await text(process.stdin) : await readFile(file, "utf8");
      // The server checks the shape.
      const body: components["schemas"]["CredentialRequest"] = JSON.parse(given);
      const { api } = await connect();
      const { type, origin } = await answer(api.PUT("/api/credentials/{name}", { params: { path: { name } }, body }));
      say(`${type} for ${origin}`);
    });

  credentials
    .command("delete")
    .description("forget a credential; imports that name it fail from then on")
    .argument("<name>")
    .action(async (name: string) => {
      await (await connect()).api.DELETE("/api/credentials/{name}", { params: { path: { name } } });
    });
}
