import { type Selectable, sql } from "kysely";
import { type Hold, holdSchema } from "../../domain/hold.js";
import type { KeyScopes } from "../../domain/key-scopes.js";
import { isWithin } from "../access/within-scopes.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import type { HoldTable } from "../schema.js";

export type HoldRow = Selectable<HoldTable>;
/** The files that a hold applies to. */
export type HoldKey = Pick<HoldRow, "tenantId" | "importerId" | "entity">;

/** A row of `hold` as its limits, in JSON. */
export const holdObject = sql<Hold>`jsonb_build_object(
  'createdPercent', created_percent, 'updatedPercent', updated_percent, 'deletedPercent', deleted_percent, 'rows', rows
)`;

export async function findHold(db: Query, { tenantId, importerId, entity }: HoldKey): Promise<HoldRow | undefined> {
  return db
    .selectFrom("hold")
    .selectAll()
    .where("tenantId", "=", tenantId)
    .where("importerId", "=", importerId)
    .where("entity", "=", entity)
    .executeTakeFirst();
}

/** Stores a hold, in place of the existing one. */
export async function putHold(trx: Query, key: HoldKey, hold: Hold, changedBy: string): Promise<HoldRow> {
  const former = await findHold(trx, key);
  const stored = await trx
    .insertInto("hold")
    .values({ ...key, ...hold, changedBy })
    .onConflict((known) =>
      known.columns(["tenantId", "importerId", "entity"]).doUpdateSet({ ...hold, changedBy, changedAt: sql`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  const before = former ? holdSchema.parse(former) : null;
  await recordAudit(trx, { ...eventOf(key), action: "hold.stored", before, after: hold });
  return stored;
}

/** Deletes a hold; false if there is none. */
export async function removeHold(trx: Query, key: HoldKey): Promise<boolean> {
  const removed = await trx
    .deleteFrom("hold")
    .where("tenantId", "=", key.tenantId)
    .where("importerId", "=", key.importerId)
    .where("entity", "=", key.entity)
    .returningAll()
    .executeTakeFirst();
  if (removed) await recordAudit(trx, { ...eventOf(key), action: "hold.deleted", before: holdSchema.parse(removed) });
  return removed !== undefined;
}

export interface HoldPage {
  readonly tenantId: string;
  readonly scopes: KeyScopes;
  /** Importer and entity of the last hold of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** A page of a tenant's holds by importer and entity. */
export async function listHolds(db: Query, { tenantId, scopes, after, limit }: HoldPage): Promise<HoldRow[]> {
  let query = db.selectFrom("hold").selectAll().where("tenantId", "=", tenantId).where(isWithin(scopes));
  if (after !== null) query = query.where(sql<boolean>`(importer_id, entity) > (${after[0]}, ${after[1]})`);
  return query.orderBy("importerId").orderBy("entity").limit(limit).execute();
}

function eventOf({ tenantId, importerId, entity }: HoldKey) {
  return { tenantId, object: `hold:${importerId}/${entity}` };
}
