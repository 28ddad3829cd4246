import { type Command, InvalidArgumentError } from "commander";
import { readEnv, toConfig } from "../config.js";
import { type ListedKey, listApiKeys } from "../db/access/list-keys.js";
import { isKeyName, longestKeyName } from "../domain/api-key.js";
import { type KeyScopes, unlimited, usualOverlapHours } from "../domain/key-scopes.js";
import { type Role, roles } from "../domain/role.js";
import { makeLink } from "../services/access/console-sign-in.js";
import { type MadeKey, makeKey, revokeKey, rotateKey } from "../services/access/keys.js";
import { withDatabase } from "./database.js";
import { entitiesOf, hoursOf, importersOf, lifeOf } from "./key-options.js";
import { say, sayCells } from "./output.js";

const page = 1_000;

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

interface CreateOptions {
  readonly name: string;
  readonly role: Role;
  readonly tenant: string;
  readonly expiresInDays?: number;
  readonly entities?: KeyScopes["entities"];
  readonly importers?: KeyScopes["importers"];
  readonly approve: boolean;
}

/** `bulkhead keys …`: the keys of all tenants, in the database. */
export function keyCommands(program: Command): void {
  const keys = program.command("keys").description("API keys; only their hashes are stored");

  keys
    .command("create")
    .description("make a key and print it, once")
    .requiredOption("--name <name>", "who uses it; the importer's name where a request gives none", nameOf)
    .option("--role <role>", `what it may do: ${roles.join(" < ")}`, roleOf, "import")
    .option("--tenant <tenant>", "whose data it reaches", tenantOf, "default")
    .option("--expires-in-days <n>", "when it ends by itself; without: never", lifeOf)
    .option("--entities <names>", "the only entities that it imports and reads, separated by commas", entitiesOf)
    .option("--importers <ids>", "the only importers that it is for, separated by commas", importersOf)
    .option("--no-approve", "it may not approve imports that ask")
    .action(({ name, role, tenant: tenantId, expiresInDays, ...limits }: CreateOptions) =>
      withDatabase(async (db) => {
        const scopes = { ...unlimited, ...limits };
        sayMade(await makeKey(db, { tenantId, name, role, scopes, expiresInDays: expiresInDays ?? null }));
      }),
    );

  keys
    .command("list")
    .description("all keys, without what is secret: id, tenant, role, name, made, last used, scopes, state")
    .action(() =>
      withDatabase(async ({ query }) => {
        for (let after: ListedKey | null = null; ; ) {
          const listed: ListedKey[] = await listApiKeys(query, { limit: page, after });
          for (const key of listed) sayKey(key);
          after = listed.length === page ? (listed.at(-1) ?? null) : null;
          if (after === null) return;
        }
      }),
    );

  keys
    .command("link")
    .description(
      "print a link that signs a browser in to the console, once, within a quarter of an hour; a path where BULKHEAD_PUBLIC_URL is not set",
    )
    .argument("<id>", "from keys list", idOf)
    .action((id: string) =>
      withDatabase(async (db) => {
        const { publicUrl } = toConfig(readEnv());
        say(`${publicUrl ?? ""}/console/sign-in/${await makeLink(db, id)}`);
      }),
    );

  keys
    .command("rotate")
    .description("replace a key by a new one of the same name, role and scopes, and print that, once")
    .argument("<id>", "from keys list", idOf)
    .option("--overlap-hours <n>", "how long the old key stays in force beside the new one", hoursOf, usualOverlapHours)
    .action((id: string, { overlapHours }: { overlapHours: number }) =>
      withDatabase(async (db) => sayMade(await rotateKey(db, { id, overlapHours }))),
    );

  keys
    .command("revoke")
    .description("end a key at once")
    .argument("<id>", "from keys list", idOf)
    .action((id: string) =>
      withDatabase(async (db) => {
        await revokeKey(db, { id });
        say(`revoked ${id}`);
      }),
    );
}

function sayMade({ secret, key: { id, tenantId, role, expiresAt } }: MadeKey): void {
  say(secret);
  const end = expiresAt === null ? "" : `, until ${expiresAt.toISOString()}`;
  process.stderr.write(`id ${id}, tenant ${tenantId}, role ${role}${end}; the key is shown only now\n`);
}

function sayKey(key: ListedKey): void {
  const { id, tenantId, role, name, createdAt, lastUsedAt } = key;
  const used = lastUsedAt === null ? "not used" : `used ${lastUsedAt.toISOString()}`;
  sayCells(id, tenantId, role, name, `since ${createdAt.toISOString()}`, used, limitsOf(key), stateOf(key));
}

function limitsOf({ scopes: { entities, importers, approve } }: ListedKey): string {
  const limits = [
    ...(entities === null ? [] : [`entities ${entities.join(",")}`]),
    ...(importers === null ? [] : [`importers ${importers.join(",")}`]),
    ...(approve ? [] : ["no approvals"]),
  ];
  return limits.length === 0 ? "no limits" : limits.join("; ");
}

function stateOf({ inForce, expiresAt, revokedAt, replacedBy }: ListedKey): string {
  if (revokedAt !== null) return `revoked ${revokedAt.toISOString()}`;
  if (!inForce) return `expired ${expiresAt?.toISOString()}`;
  const until = expiresAt === null ? "in force" : `in force until ${expiresAt.toISOString()}`;
  return replacedBy === null ? until : `${until}, replaced by ${replacedBy}`;
}
