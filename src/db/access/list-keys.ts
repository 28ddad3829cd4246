import { sql } from "kysely";
import type { KeyScopes } from "../../domain/key-scopes.js";
import type { Role } from "../../domain/role.js";
import { type CreatedPlace, createdMicroseconds, isOlder } from "../created-order.js";
import type { Query } from "../database.js";
import { keyInForce, keyScopes } from "./key-in-force.js";

/** A key as lists show it. */
export interface ListedKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: KeyScopes;
  readonly inForce: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** Recorded up to ten seconds late. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly replacedBy: string | null;
  /** For the cursor of a page. */
  readonly createdMicroseconds: number;
}

export interface KeyPage {
  /** Undefined: the keys of all tenants. */
  readonly tenantId?: string;
  readonly limit: number;
  /** The last key of the page before. */
  readonly after: CreatedPlace | null;
}

/** A page of keys, the newest first. */
export async function listApiKeys(db: Query, { tenantId, limit, after }: KeyPage): Promise<ListedKey[]> {
  let query = keys(db).orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit);
  if (tenantId !== undefined) query = query.where("tenantId", "=", tenantId);
  if (after) query = query.where(isOlder(after));
  return query.execute();
}

/** The key of this id; if a tenant is given, only a key of that tenant. */
export async function findListedKey(db: Query, id: string, tenantId?: string): Promise<ListedKey | undefined> {
  const query = keys(db).where("id", "=", id);
  return (tenantId === undefined ? query : query.where("tenantId", "=", tenantId)).executeTakeFirst();
}

/**
 * Counts the keys that expire within two weeks and were used in the last 30 days, and names the key that expires first.
 */
export async function expiringKeys(db: Query): Promise<{ readonly count: number; readonly oldest: string | null }> {
  const { rows } = await sql<{ count: number; oldest: string | null }>`
    select count(*) as count, (array_agg(tenant_id || '/' || name order by expires_at))[1] as oldest from api_key
    where ${keyInForce} and replaced_by is null and expires_at < now() + interval '14 days'
      and last_used_at > now() - interval '30 days'`.execute(db);
  return rows[0] ?? { count: 0, oldest: null };
}

function keys(db: Query) {
  return db
    .selectFrom("apiKey")
    .select(["id", "tenantId", "name", "role", "createdAt", "expiresAt", "lastUsedAt", "revokedAt", "replacedBy"])
    .select([keyScopes.as("scopes"), keyInForce.as("inForce")])
    .select(createdMicroseconds.as("createdMicroseconds"));
}
