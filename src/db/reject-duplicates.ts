import { sql } from "kysely";
import type { Entity } from "../domain/entity.js";
import type { Query } from "./database.js";
import { rejectStagedRows } from "./reject-staged-rows.js";
import { stagingTable } from "./staged-rows.js";

/** Of rows with one key the first by line stands, valid or not; later ones name its line (section D 6). */
export async function rejectDuplicates(trx: Query, entity: Entity, jobId: string): Promise<number> {
  const key = sql.ref(entity.key);
  return rejectStagedRows(trx, entity, jobId, {
    code: "DUPLICATE_KEY",
    column: entity.key,
    hint: `Remove the repetition, or give the row its own ${entity.key}.`,
    losers: sql`
      select line, value, format('The same ${sql.raw(entity.key)} already stands on line %s.', first_line) as message
      from (
        select line, ${key} as value, min(line) over (partition by ${key}) as first_line
        from ${sql.table(stagingTable(entity))} where job_id = ${jobId} and ${key} is not null
      ) as occurrence
      where line > first_line`,
  });
}
