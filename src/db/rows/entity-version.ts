import { sql } from "kysely";
import type { Query } from "../database.js";

interface EntityRows {
  readonly tenantId: string;
  readonly entity: { readonly name: string };
}

/** What tells whether decisions about an entity's rows still hold. */
export interface EntityState {
  /** 0 where nothing was ever written, so that no row can be there. */
  readonly version: number;
  /** The hashes of the ids that were erased since a moment. */
  readonly erased: readonly string[];
}

/** The state of a tenant's rows of an entity, with the erasures since a moment. */
export async function entityState(db: Query, { tenantId, entity }: EntityRows, since: Date): Promise<EntityState> {
  const isOurs = sql`tenant_id = ${tenantId} and entity = ${entity.name}`;
  const { rows } = await sql<EntityState>`
    select coalesce((select version from entity_version where ${isOurs}), 0) as version,
      array(select id_hash from erased_subject where ${isOurs} and erased_at > ${since}) as erased`.execute(db);
  return rows[0] ?? { version: 0, erased: [] };
}

/** Notes that rows of the entity were written; under the lock of the findings, so that versions stand in a row. */
export async function raiseEntityVersion(trx: Query, { tenantId, entity }: EntityRows): Promise<void> {
  await trx
    .insertInto("entityVersion")
    .values({ tenantId, entity: entity.name, version: 1 })
    .onConflict((conflict) =>
      conflict.columns(["tenantId", "entity"]).doUpdateSet({ version: sql`entity_version.version + 1` }),
    )
    .execute();
}
