import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";

/**
 * For each row a row further along its chain, and the rows found on a cycle. The tables are dropped at the commit,
 * since few transactions look for cycles.
 */
const cycleTables = sql`
  create temporary table if not exists integrity_way (id text collate "C" not null, next text collate "C" not null)
  on commit drop;
  create temporary table if not exists integrity_cycle (
    entity text not null, id text collate "C" not null, primary key (entity, id)
  ) on commit drop`;

/**
 * Finds the rows on a cycle and inserts them into `integrity_cycle`. `edges` is a query of (id, next) in which every id
 * occurs once, and which contains the whole chain from each of its rows. Each round deletes the rows whose chain ends,
 * and doubles how far ahead the other rows point, so that even a chain of a million rows takes twenty rounds. A row
 * that points further ahead than there are rows points at a cycle.
 */
export async function findCycles(trx: Query, entity: string, edges: RawBuilder<unknown>): Promise<void> {
  await cycleTables.execute(trx);
  await sql`delete from integrity_way`.execute(trx);
  const inserted = await sql`insert into integrity_way (id, next) ${edges}`.execute(trx);
  const longestWay = Number(inserted.numAffectedRows ?? 0n);
  // The planner does not know the size of the new table, and a nested loop over it is quadratic.
  await sql`select set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'on', true)`.execute(trx);
  for (let reach = 1; ; reach *= 2) {
    await sql`
      delete from integrity_way as way
      where not exists (select from integrity_way as ahead where ahead.id = way.next)`.execute(trx);
    if (reach >= longestWay) break;
    await sql`
      update integrity_way as way set next = ahead.next from integrity_way as ahead where ahead.id = way.next
      `.execute(trx);
  }
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(trx);
  await sql`
    insert into integrity_cycle (entity, id) select distinct ${entity}, next from integrity_way
    on conflict do nothing`.execute(trx);
}
