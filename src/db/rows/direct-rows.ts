import { sql } from "kysely";
import type { Query } from "../database.js";
import { type ApplyContext, missingTargets } from "./decide-rows.js";
import { wasErasedSince } from "./erased-subjects.js";

/**
 * Whether rows that were written without staging need a decision that only staged rows can have: a key stands twice in
 * the file, a reference's target is missing, or an id was erased since the import was accepted. Asked under the lock of
 * the findings; the staging table holds the rows that were not plain, the store all valid ones.
 */
export async function needStaging(trx: Query, job: ApplyContext, acceptedAt: Date): Promise<boolean> {
  return (
    (await repeatsKey(trx, job)) || (await missingTargets(trx, job)) || (await wasErasedSince(trx, job, acceptedAt))
  );
}

/** Valid rows with one key were refused by the table; left are those beside an invalid row. */
async function repeatsKey(trx: Query, { tenantId, entity, staging }: ApplyContext): Promise<boolean> {
  const key = sql.ref(entity.key);
  const { rows } = await sql`
    select from ${sql.table(staging)} as staged
    where not valid and ${key} is not null and (
      exists (
        select from ${sql.table(entity.name)} as stored
        where stored.tenant_id = ${tenantId} and stored.${key} = staged.${key}
      ) or exists (
        select from ${sql.table(staging)} as other where other.${key} = staged.${key} and other.line <> staged.line
      )
    ) limit 1`.execute(trx);
  return rows.length > 0;
}
