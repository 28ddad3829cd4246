import { type Selectable, sql } from "kysely";
import { type MappingDefinition, mappingSchema, type PinnedMapping } from "../../domain/mapping/mapping.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import type { MappingTable } from "../schema.js";

/** Whose files a mapping is for. */
export interface MappingKey {
  readonly tenantId: string;
  readonly importerId: string;
  readonly entity: string;
}

export type MappingRow = Selectable<MappingTable>;

/** Stores a mapping in place of the one before, with a version that no other mapping had. */
export async function putMapping(
  trx: Query,
  { tenantId, importerId, entity }: MappingKey,
  definition: MappingDefinition,
  changedBy: string,
): Promise<MappingRow> {
  const { rows } = await sql<MappingRow>`
    insert into mapping (tenant_id, importer_id, entity, changed_by, definition)
    values (${tenantId}, ${importerId}, ${entity}, ${changedBy}, ${JSON.stringify(definition)}::jsonb)
    on conflict (tenant_id, importer_id, entity) do update set
      version = default, definition = excluded.definition, changed_by = excluded.changed_by, changed_at = now()
    returning *`.execute(trx);
  const [stored] = rows;
  if (!stored) throw new Error("a mapping was not stored");
  // Its words are those of files.
  const after = { version: stored.version };
  await recordAudit(trx, { tenantId, action: "mapping.stored", object: `mapping:${importerId}/${entity}`, after });
  return stored;
}

export async function findMapping(db: Query, key: MappingKey): Promise<MappingRow | undefined> {
  return db
    .selectFrom("mapping")
    .selectAll()
    .where("tenantId", "=", key.tenantId)
    .where("importerId", "=", key.importerId)
    .where("entity", "=", key.entity)
    .executeTakeFirst();
}

/** False where there is none. */
export async function removeMapping(trx: Query, key: MappingKey): Promise<boolean> {
  const result = await trx
    .deleteFrom("mapping")
    .where("tenantId", "=", key.tenantId)
    .where("importerId", "=", key.importerId)
    .where("entity", "=", key.entity)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  const { tenantId, importerId, entity } = key;
  await recordAudit(trx, { tenantId, action: "mapping.deleted", object: `mapping:${importerId}/${entity}` });
  return true;
}

/** A page of a tenant's mappings by importer and entity. */
export async function listMappings(
  db: Query,
  { tenantId, after, limit }: { tenantId: string; after: readonly [string, string] | null; limit: number },
): Promise<MappingRow[]> {
  let query = db.selectFrom("mapping").selectAll().where("tenantId", "=", tenantId);
  if (after !== null) query = query.where(sql<boolean>`(importer_id, entity) > (${after[0]}, ${after[1]})`);
  return query.orderBy("importerId").orderBy("entity").limit(limit).execute();
}

/** An importer's mapping as a job pins it; null where there is none. */
export async function currentMapping(db: Query, key: MappingKey): Promise<PinnedMapping | null> {
  const row = await findMapping(db, key);
  return row ? { ...mappingSchema.parse(row.definition), version: row.version } : null;
}
