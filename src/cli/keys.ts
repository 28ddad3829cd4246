import { randomUUID } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { insertApiKey, listApiKeys, revokeApiKey } from "../db/access/api-keys.js";
import { hashApiKey, isKeyName, longestKeyName, newApiKey } from "../domain/api-key.js";
import { type Role, roles } from "../domain/role.js";
import { makeLink } from "../services/access/console-sign-in.js";
import { withDatabase } from "./database.js";
import { say } from "./output.js";

function roleOf(text: string): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new InvalidArgumentError(`Roles: ${roles.join(", ")}.`);
  return role;
}

export function tenantOf(text: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) {
    throw new InvalidArgumentError("A tenant is 1 to 63 lower-case letters, digits and hyphens.");
  }
  return text;
}

function nameOf(text: string): string {
  if (!isKeyName(text)) throw new InvalidArgumentError(`A name is 1 to ${longestKeyName} characters.`);
  return text;
}

function idOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidArgumentError("An id is a UUID: see keys list.");
  }
  return text;
}

export function keyCommands(program: Command): void {
  const keys = program.command("keys").description("API keys; only their hashes are stored");

  keys
    .command("create")
    .description("make a key and print it, once")
    .requiredOption("--name <name>", "who uses it; the importer's name where a request gives none", nameOf)
    .option("--role <role>", `what it may do: ${roles.join(" < ")}`, roleOf, "import")
    .option("--tenant <tenant>", "whose data it reaches", tenantOf, "default")
    .action(({ name, role, tenant }: { name: string; role: Role; tenant: string }) =>
      withDatabase(async ({ transaction }) => {
        const key = newApiKey();
        const id = randomUUID();
        const made = { id, tenantId: tenant, name, role, hash: hashApiKey(key) };
        await transaction({ name: "make key" }, ({ trx }) => insertApiKey(trx, made));
        say(key);
        process.stderr.write(`id ${id}, tenant ${tenant}, role ${role}; the key is shown only now\n`);
      }),
    );

  keys
    .command("list")
    .description("all keys, without what is secret")
    .action(() =>
      withDatabase(async ({ query }) => {
        for (const { id, tenantId, name, role, createdAt, revokedAt } of await listApiKeys(query)) {
          const state = revokedAt ? `revoked ${revokedAt.toISOString()}` : "in force";
          say([id, tenantId, role, name, `since ${createdAt.toISOString()}`, state].join("\t"));
        }
      }),
    );

  keys
    .command("link")
    .description("print the path of a link that signs a browser in to the console, once, within a quarter of an hour")
    .argument("<id>", "from keys list", idOf)
    .action((id: string) =>
      withDatabase(async ({ query }) => {
        const known = (await listApiKeys(query)).some((key) => key.id === id && key.revokedAt === null);
        if (known) say(`/console/sign-in/${await makeLink(query, id)}`);
        else process.stderr.write("There is no key in force with this id: see keys list.\n");
        process.exitCode = known ? 0 : 1;
      }),
    );

  keys
    .command("revoke")
    .description("end a key at once")
    .argument("<id>", "from keys list", idOf)
    .action((id: string) =>
      withDatabase(async ({ transaction }) => {
        const revoked = await transaction({ name: "revoke key" }, ({ trx }) => revokeApiKey(trx, id));
        if (revoked) say(`revoked ${id}`);
        else process.stderr.write("There is no key in force with this id: see keys list.\n");
        process.exitCode = revoked ? 0 : 1;
      }),
    );
}
