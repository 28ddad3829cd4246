import { sql } from "kysely";
import { DomainError } from "../../domain/errors.js";
import { type KeyScopes, unlimited } from "../../domain/key-scopes.js";
import type { Role } from "../../domain/role.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import { type KeyInForce, keyColumns, keyInForce } from "./key-in-force.js";

/** A key to store. Only its SHA-256 is stored, not the key itself. */
export interface NewApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  readonly scopes?: KeyScopes;
  /** Null: it does not expire. */
  readonly expiresAt?: Date | null;
}

/** Stores a key. Throws `KEY_NAME_TAKEN` if a key in force of the tenant has the name. */
export async function insertApiKey(trx: Query, key: NewApiKey): Promise<void> {
  const { scopes = unlimited, ...columns } = key;
  // An expired key frees its name.
  await trx
    .updateTable("apiKey")
    .set({ revokedAt: sql<Date>`expires_at` })
    .where("tenantId", "=", key.tenantId)
    .where("name", "=", key.name)
    .where("revokedAt", "is", null)
    .where("expiresAt", "<=", sql<Date>`now()`)
    .execute();
  const inserted = await trx
    .insertInto("apiKey")
    .values({ ...columns, ...stored(scopes) })
    .onConflict((taken) =>
      taken.columns(["tenantId", "name"]).where("revokedAt", "is", null).where("replacedBy", "is", null).doNothing(),
    )
    .returning("id")
    .executeTakeFirst();
  if (!inserted) throw nameTaken(key.name);
  const { tenantId, id } = key;
  await recordAudit(trx, { tenantId, action: "key.made", object: `key:${id}`, after: audited(key) });
}

/**
 * Stores a key unless its hash is already stored; runs at every start. Another key of the same name stays in force,
 * marked as replaced by this key.
 */
export async function ensureApiKey(trx: Query, key: Omit<NewApiKey, "scopes" | "expiresAt">): Promise<void> {
  const { id, tenantId, name, hash } = key;
  await lockUntilCommit(trx, "key", tenantId, name);
  if (await trx.selectFrom("apiKey").select("id").where("hash", "=", hash).executeTakeFirst()) return;
  await trx
    .updateTable("apiKey")
    .set({ replacedBy: id })
    .where("tenantId", "=", tenantId)
    .where("name", "=", name)
    .where("revokedAt", "is", null)
    .where("replacedBy", "is", null)
    .execute();
  const inserted = await trx
    .insertInto("apiKey")
    .values(key)
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) await recordAudit(trx, { tenantId, action: "key.made", object: `key:${id}`, after: audited(key) });
}

/** Whether the key with this hash was stored, and is no longer in force. */
export async function isEnded(db: Query, hash: string): Promise<boolean> {
  const ended = sql<boolean>`not (${keyInForce})`;
  const key = await db.selectFrom("apiKey").select("id").where("hash", "=", hash).where(ended).executeTakeFirst();
  return key !== undefined;
}

/** The key with this hash, if it is in force, with the bounds of its tenant. */
export async function findApiKey(db: Query, hash: string): Promise<KeyInForce | undefined> {
  return db.selectFrom("apiKey").select(keyColumns).where("hash", "=", hash).where(keyInForce).executeTakeFirst();
}

/** The key of this id, if it is in force. */
export async function apiKeyById(db: Query, id: string) {
  return db.selectFrom("apiKey").select(["tenantId", "name"]).where("id", "=", id).where(keyInForce).executeTakeFirst();
}

/** Records that keys were used. */
export async function noteKeyUses(db: Query, ids: readonly string[]): Promise<void> {
  // Locks the keys in one order, so that processes that record the same keys do not deadlock.
  await sql`
    update api_key set last_used_at = now()
    where id in (select id from api_key where id = any(${ids}::uuid[]) order by id for update)`.execute(db);
}

/**
 * Revokes the key of this id, and of this tenant if one is given. False if there is no such key or it was already
 * revoked.
 */
export async function revokeApiKey(trx: Query, id: string, tenantId?: string): Promise<boolean> {
  let update = trx
    .updateTable("apiKey")
    .set({ revokedAt: sql<Date>`now()` })
    .where("id", "=", id)
    .where("revokedAt", "is", null);
  if (tenantId !== undefined) update = update.where("tenantId", "=", tenantId);
  const revoked = await update.returning(["tenantId", "name", "role"]).executeTakeFirst();
  if (!revoked) return false;
  const { tenantId: of, name, role } = revoked;
  await recordAudit(trx, { tenantId: of, action: "key.revoked", object: `key:${id}`, before: { name, role } });
  return true;
}

/** Revokes the keys of a tenant, name and role whose ids `isMeant` accepts. */
export async function revokeApiKeysLike(
  trx: Query,
  { tenantId, name, role }: Pick<NewApiKey, "tenantId" | "name" | "role">,
  isMeant: (id: string) => boolean,
): Promise<void> {
  const inForce = await trx
    .selectFrom("apiKey")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("name", "=", name)
    .where("role", "=", role)
    .where("revokedAt", "is", null)
    .execute();
  for (const { id } of inForce) if (isMeant(id)) await revokeApiKey(trx, id);
}

function stored({ entities, importers, approve }: KeyScopes) {
  return { entities: entities && [...entities], importers: importers && [...importers], approve };
}

/** The audit trail's record of a new key. */
function audited({ name, role, scopes = unlimited, expiresAt = null }: NewApiKey) {
  const { entities, importers, approve } = scopes;
  const limits = { entities: entities?.join(", ") ?? null, importers: importers?.join(", ") ?? null, approve };
  return { name, role, ...limits, expiresAt: expiresAt?.toISOString() ?? null };
}

function nameTaken(name: string): DomainError {
  const hint = "Rotate or revoke that key, or choose another name.";
  return new DomainError("KEY_NAME_TAKEN", `A key in force has the name ${name}.`, hint);
}
