import { sql } from "kysely";
import type { Query } from "../database.js";
import type { StagedJob } from "../staging/staging-tables.js";
import { rejectStagedRows } from "./reject-staged-rows.js";

/** Rejects rows that repeat the key of an earlier row, valid or not. The message names the first line (section D 6). */
export async function rejectRepeatedKeys(trx: Query, job: StagedJob): Promise<number> {
  const staging = sql.table(job.staging);
  // Sorts only the rows of repeated keys, of which there are usually none. A sort of all rows would be the longest step
  // of a large import.
  return rejectStagedRows(trx, job, {
    code: "DUPLICATE_KEY",
    column: "id",
    hint: `Remove the repetition, or give the row its own id.`,
    losers: sql`
      select line, value, format('The same id already stands on line %s.', first_line) as message
      from (
        select line, id as value, min(line) over (partition by id) as first_line
        from ${staging} where id in (
          select id from ${staging} where id is not null group by id having count(*) > 1)
      ) as occurrence
      where line > first_line`,
  });
}
