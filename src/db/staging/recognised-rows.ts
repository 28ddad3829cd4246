import { sql } from "kysely";
import type { Query } from "../database.js";
import { preferIndexes } from "../planner.js";
import type { StagedJob } from "./staging-tables.js";

/** Whether an importer has had an import of the entity finished, so that rows of a new file may be stored already. */
export async function hasDelivered(
  db: Query,
  { tenantId, entity, importerId }: Pick<StagedJob, "tenantId" | "entity"> & { readonly importerId: string },
): Promise<boolean> {
  const found = await db
    .selectFrom("job")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("entity", "=", entity.name)
    .where("importerId", "=", importerId)
    .where("state", "in", ["complete", "complete_with_rejects"])
    .where("dryRun", "=", false)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * The places, from 0, of the rows that are not stored from exactly the same bytes (section D 5).
 *
 * @param seen an entry for each row: arrays in Postgres's binary form, text[] and uuid[]
 */
export async function unrecognisedRows(
  trx: Query,
  { tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">,
  { keys, hashes }: { readonly keys: Buffer; readonly hashes: Buffer },
): Promise<number[]> {
  await preferIndexes(trx, 0);
  const { rows } = await sql<{ places: number[] | null }>`
    select array_agg((place - 1)::integer) as places
    from unnest(${keys}::text[], ${hashes}::uuid[]) with ordinality as seen (key, hash, place)
    left join ${sql.table(entity.name)} as stored
      on stored.${sql.ref(entity.key)} = seen.key collate "C" and stored.tenant_id = ${tenantId}
    where stored.source_hash is distinct from seen.hash`.execute(trx);
  return rows[0]?.places ?? [];
}
