import { type RawBuilder, sql } from "kysely";

/** Chains of up to 2^24 rows are followed to their end. */
const doublings = 24;

/**
 * Who stands on a cycle, as (id, target_id = next), of a query of edges (id, next) in which every id occurs once and
 * which holds the whole way of each of its rows. Each step doubles how far every row looks ahead, so that even a chain
 * of a million rows takes 24 joins; rows whose way ends drop out, and whoever is still looked at lies on a cycle.
 */
export function cycleMembers(edges: RawBuilder<unknown>): RawBuilder<unknown> {
  const steps = Array.from({ length: doublings }, (_, at) => {
    const [from, to] = [sql.ref(`ahead_${at}`), sql.ref(`ahead_${at + 1}`)];
    return sql`${to} as materialized (
      select near.id, far.next from ${from} as near join ${from} as far on far.id = near.next)`;
  });
  return sql`
    with ahead_0 as materialized (${edges}), ${sql.join(steps)}
    select id, next as target_id from ahead_0 where id in (select next from ${sql.ref(`ahead_${doublings}`)})`;
}
