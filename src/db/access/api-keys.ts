import { sql } from "kysely";
import type { Role } from "../../domain/role.js";
import type { Query } from "../database.js";
import { ownBoundsOf } from "./tenant-bounds.js";

export interface NewApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
}

export async function insertApiKey(db: Query, key: NewApiKey): Promise<void> {
  await db.insertInto("apiKey").values(key).execute();
}

/** The embedded key is inserted at every start; the first one counts. */
export async function ensureApiKey(db: Query, key: NewApiKey): Promise<void> {
  await db
    .insertInto("apiKey")
    .values(key)
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .execute();
}

/** The key with this hash, unless it is revoked, with the bounds of its tenant. */
export async function findApiKey(db: Query, hash: string) {
  return db
    .selectFrom("apiKey")
    .select(["id", "tenantId", "name", "role", ownBoundsOf("apiKey.tenantId").as("ownBounds")])
    .where("hash", "=", hash)
    .where("revokedAt", "is", null)
    .executeTakeFirst();
}

export async function listApiKeys(db: Query) {
  return db
    .selectFrom("apiKey")
    .select(["id", "tenantId", "name", "role", "createdAt", "revokedAt"])
    .orderBy("createdAt")
    .execute();
}

/** True when a key of this id was in force until now. */
export async function revokeApiKey(db: Query, id: string): Promise<boolean> {
  const result = await db
    .updateTable("apiKey")
    .set({ revokedAt: new Date() })
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Revokes those keys of a tenant, name and role whose ids are meant. */
export async function revokeApiKeysLike(
  db: Query,
  { tenantId, name, role }: Pick<NewApiKey, "tenantId" | "name" | "role">,
  isMeant: (id: string) => boolean,
): Promise<void> {
  const inForce = await db
    .selectFrom("apiKey")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("name", "=", name)
    .where("role", "=", role)
    .where("revokedAt", "is", null)
    .execute();
  for (const { id } of inForce) if (isMeant(id)) await revokeApiKey(db, id);
}

/** The keys of a tenant, the newest first. */
export async function tenantKeys(db: Query, tenantId: string) {
  return db
    .selectFrom("apiKey")
    .select(["id", "name", "role", "createdAt", "revokedAt"])
    .where("tenantId", "=", tenantId)
    .orderBy("createdAt", "desc")
    .execute();
}

/** Ends a key of a tenant; an id of another tenant, or of none, changes nothing. */
export async function revokeTenantKey(db: Query, tenantId: string, id: string): Promise<void> {
  await db
    .updateTable("apiKey")
    .set({ revokedAt: sql<Date>`now()` })
    .where("tenantId", "=", tenantId)
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .execute();
}
