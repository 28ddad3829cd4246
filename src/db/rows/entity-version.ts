import { sql } from "kysely";
import type { Query } from "../database.js";

interface EntityRows {
  readonly tenantId: string;
  readonly entity: { readonly name: string };
}

/** The version of an entity's rows; 0 where nothing was ever written, so that no row can be there. */
export async function entityVersion(db: Query, { tenantId, entity }: EntityRows): Promise<number> {
  const found = await db
    .selectFrom("entityVersion")
    .select("version")
    .where("tenantId", "=", tenantId)
    .where("entity", "=", entity.name)
    .executeTakeFirst();
  return found?.version ?? 0;
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
