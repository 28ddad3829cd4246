import { randomUUID } from "node:crypto";
import { insertApiKey, revokeApiKey } from "../../db/access/api-keys.js";
import { findListedKey, type ListedKey } from "../../db/access/list-keys.js";
import { rotateApiKey } from "../../db/access/rotate-key.js";
import type { Database, Query } from "../../db/database.js";
import { hashApiKey, newApiKey } from "../../domain/api-key.js";
import { DomainError } from "../../domain/errors.js";
import { isLimited, type KeyScopes, reservedFolders } from "../../domain/key-scopes.js";
import type { Role } from "../../domain/role.js";

export interface KeyRequest {
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: KeyScopes;
  /** Null for a key that does not expire. */
  readonly expiresInDays: number | null;
}

/** A key with its secret, which only this answer contains. */
export interface MadeKey {
  readonly secret: string;
  readonly key: ListedKey;
}

const dayMs = 86_400_000;

/**
 * Creates a key. `KEY_NAME_TAKEN` if a key in force has its name; `INVALID_BODY` if a key of the role admin would have
 * scopes, or if an importer of its scopes has a reserved name.
 */
export async function makeKey(db: Database, { expiresInDays, ...request }: KeyRequest): Promise<MadeKey> {
  if (request.role === "admin" && isLimited(request.scopes)) throw limitedAdmin();
  const reserved = request.scopes.importers?.find((importer) => reservedFolders.includes(importer));
  if (reserved !== undefined) throw reservedImporter(reserved);
  const [id, secret] = [randomUUID(), newApiKey()];
  const expiresAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * dayMs);
  const made = { ...request, id, hash: hashApiKey(secret), expiresAt };
  await db.transaction({ name: "make key" }, ({ trx }) => insertApiKey(trx, made));
  return { secret, key: await listed(db.query, id) };
}

/** A key by its id. If a tenant is given, the key must belong to it. */
export interface KeyOf {
  readonly id: string;
  readonly tenantId?: string;
}

/** Replaces a key as `rotateApiKey` does; `KEY_NOT_FOUND` if it is not in force, or was rotated before. */
export async function rotateKey(db: Database, key: KeyOf & { readonly overlapHours: number }): Promise<MadeKey> {
  const [newId, secret] = [randomUUID(), newApiKey()];
  const rotation = { ...key, newId, newHash: hashApiKey(secret) };
  const rotated = await db.transaction({ name: "rotate key" }, ({ trx }) => rotateApiKey(trx, rotation));
  if (!rotated) throw keyNotFound();
  return { secret, key: await listed(db.query, newId) };
}

/** Revokes a key at once; `KEY_NOT_FOUND` if it was revoked before, or never existed. */
export async function revokeKey(db: Database, { id, tenantId }: KeyOf): Promise<void> {
  const revoked = await db.transaction({ name: "revoke key" }, ({ trx }) => revokeApiKey(trx, id, tenantId));
  if (!revoked) throw keyNotFound();
}

async function listed(db: Query, id: string): Promise<ListedKey> {
  const key = await findListedKey(db, id);
  if (!key) throw new Error("a key was not stored");
  return key;
}

export function keyNotFound(): DomainError {
  return new DomainError("KEY_NOT_FOUND", "There is no such key in force.", "GET /api/keys lists the keys.");
}

function reservedImporter(importer: string): DomainError {
  const message = `The folder ${importer}/ holds files of all importers, so no key is limited to an importer of that name.`;
  return new DomainError("INVALID_BODY", message, "Give the importer another name.");
}

function limitedAdmin(): DomainError {
  const message = "A key of role admin makes keys, and so has no scopes.";
  return new DomainError("INVALID_BODY", message, "Choose the role import.");
}
