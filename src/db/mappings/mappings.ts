import { type Selectable, sql } from "kysely";
import type { KeyScopes } from "../../domain/key-scopes.js";
import { type MappingDefinition, mappingSchema, type PinnedMapping } from "../../domain/mapping/mapping.js";
import { isWithin } from "../access/within-scopes.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import type { MappingTable } from "../schema.js";

/** The files that a mapping applies to. */
export interface MappingKey {
  readonly tenantId: string;
  readonly importerId: string;
  readonly entity: string;
}

export type MappingRow = Selectable<MappingTable>;

/** Stores a mapping, in place of the existing one, with a version that no other mapping had. */
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
  const after = { version: stored.version, ...auditedMapping(definition) };
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

/**
 * Counts the entries of a mapping by kind, for the audit trail. Their names and values are left out: they are those of
 * files.
 */
function auditedMapping({ columns, constants, values }: MappingDefinition) {
  const count = (named: object) => Object.keys(named).length;
  return { columns: count(columns), constants: count(constants), values: count(values) };
}

/** Deletes a mapping; false if there is none. */
export async function removeMapping(trx: Query, key: MappingKey): Promise<boolean> {
  const removed = await trx
    .deleteFrom("mapping")
    .where("tenantId", "=", key.tenantId)
    .where("importerId", "=", key.importerId)
    .where("entity", "=", key.entity)
    .returning(["version", "definition"])
    .executeTakeFirst();
  if (!removed) return false;
  const { tenantId, importerId, entity } = key;
  const before = { version: removed.version, ...auditedMapping(removed.definition) };
  await recordAudit(trx, { tenantId, action: "mapping.deleted", object: `mapping:${importerId}/${entity}`, before });
  return true;
}

export interface MappingPage {
  readonly tenantId: string;
  readonly scopes: KeyScopes;
  /** Importer and entity of the last mapping of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** A page of a tenant's mappings by importer and entity. */
export async function listMappings(db: Query, { tenantId, scopes, after, limit }: MappingPage): Promise<MappingRow[]> {
  let query = db.selectFrom("mapping").selectAll().where("tenantId", "=", tenantId).where(isWithin(scopes));
  if (after !== null) query = query.where(sql<boolean>`(importer_id, entity) > (${after[0]}, ${after[1]})`);
  return query.orderBy("importerId").orderBy("entity").limit(limit).execute();
}

/** An importer's mapping as a job pins it; null where there is none. */
export async function currentMapping(db: Query, key: MappingKey): Promise<PinnedMapping | null> {
  const row = await findMapping(db, key);
  return row ? { ...mappingSchema.parse(row.definition), version: row.version } : null;
}
