import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";

/**
 * The way ahead of each row, and who was found on a cycle. Few transactions look for cycles, so the tables go with
 * each.
 */
const cycleTables = sql`
  create temporary table if not exists integrity_way (id text collate "C" not null, next text collate "C" not null)
  on commit drop;
  create temporary table if not exists integrity_cycle (
    entity text not null, id text collate "C" not null, primary key (entity, id)
  ) on commit drop`;

/**
 * Finds who stands on a cycle, and keeps it in `integrity_cycle`. `edges` is a query of (id, next) in which every id
 * occurs once and which holds the whole way of each of its rows. Each round drops the rows whose way ends and doubles
 * how far the others look ahead, so that even a chain of a million rows takes twenty rounds. Who looks ahead further
 * than there are rows looks at a cycle.
 */
export async function findCycles(trx: Query, entity: string, edges: RawBuilder<unknown>): Promise<void> {
  await cycleTables.execute(trx);
  await sql`delete from integrity_way`.execute(trx);
  const inserted = await sql`insert into integrity_way (id, next) ${edges}`.execute(trx);
  const longestWay = Number(inserted.numAffectedRows ?? 0n);
  // The table is young and its size unknown to the planner, and row by row this is quadratic.
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
