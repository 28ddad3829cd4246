import { sql } from "kysely";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { revokeApiKey } from "./api-keys.js";
import { keyInForce } from "./key-in-force.js";

interface Rotation {
  readonly id: string;
  /** The tenant that the key must belong to; undefined: any. */
  readonly tenantId?: string | undefined;
  readonly newId: string;
  readonly newHash: string;
  /** How long the old key stays in force beside the new one. */
  readonly overlapHours: number;
}

/**
 * Replaces a key by a new one of the same name, role, scopes and lifetime. The old key expires after the overlap. Other
 * keys of the name are revoked at once, so that at most two are in force. False if the key is not in force or was
 * already rotated.
 */
export async function rotateApiKey(
  trx: Query,
  { id, tenantId, newId, newHash, overlapHours }: Rotation,
): Promise<boolean> {
  const isTenants = tenantId === undefined ? sql`true` : sql`tenant_id = ${tenantId}`;
  const { rows } = await sql<{ tenantId: string; name: string }>`
    with replaced as (
      update api_key set
        replaced_by = ${newId}, expires_at = least(expires_at, now() + ${overlapHours}::integer * interval '1 hour')
      where id = ${id} and replaced_by is null and ${keyInForce} and ${isTenants}
      returning api_key.*, old.expires_at - old.created_at as lifetime
    )
    insert into api_key (id, hash, tenant_id, name, role, entities, importers, approve, expires_at)
    select ${newId}, ${newHash}, tenant_id, name, role, entities, importers, approve, now() + lifetime from replaced
    returning tenant_id, name`.execute(trx);
  const [rotated] = rows;
  if (!rotated) return false;
  const { tenantId: of, name } = rotated;
  await recordAudit(trx, { tenantId: of, action: "key.rotated", object: `key:${id}`, after: { newId, overlapHours } });
  const others = await trx
    .selectFrom("apiKey")
    .select("id")
    .where("tenantId", "=", of)
    .where("name", "=", name)
    .where("id", "not in", [id, newId])
    .where("revokedAt", "is", null)
    .execute();
  for (const other of others) await revokeApiKey(trx, other.id);
  return true;
}
