import { sql } from "kysely";
import type { Role } from "../../domain/role.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { ownBoundsOf } from "./tenant-bounds.js";

export interface NewApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
}

export async function insertApiKey(trx: Query, key: NewApiKey): Promise<void> {
  await trx.insertInto("apiKey").values(key).execute();
  const { tenantId, id, name, role } = key;
  await recordAudit(trx, { tenantId, action: "key.made", object: `key:${id}`, after: { name, role } });
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

/** The key of this id, in force or not. */
export async function apiKeyById(db: Query, id: string) {
  return db.selectFrom("apiKey").select(["tenantId", "name"]).where("id", "=", id).executeTakeFirstOrThrow();
}

export async function listApiKeys(db: Query) {
  return db
    .selectFrom("apiKey")
    .select(["id", "tenantId", "name", "role", "createdAt", "revokedAt"])
    .orderBy("createdAt")
    .execute();
}

/** True when a key of this id was in force until now. */
export async function revokeApiKey(trx: Query, id: string): Promise<boolean> {
  const revoked = await trx
    .updateTable("apiKey")
    .set({ revokedAt: sql<Date>`now()` })
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .returning("tenantId")
    .executeTakeFirst();
  if (!revoked) return false;
  await recordAudit(trx, { tenantId: revoked.tenantId, action: "key.revoked", object: `key:${id}` });
  return true;
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
export async function revokeTenantKey(trx: Query, tenantId: string, id: string): Promise<void> {
  const key = await trx
    .selectFrom("apiKey")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (key) await revokeApiKey(trx, id);
}
