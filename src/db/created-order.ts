import { sql } from "kysely";

/** The time a row was created, in microseconds since 1970: a `Date` has no microseconds. */
export const createdMicroseconds = sql<number>`(extract(epoch from created_at) * 1000000)::bigint`;

/** The place of a page's last row, in the order of creation. */
export interface CreatedPlace {
  readonly createdMicroseconds: number;
  readonly id: string;
}

/** Whether a row was created before the row at a place. */
export function isOlder(place: CreatedPlace) {
  return sql<boolean>`(created_at, id) < (${momentOf(place)}, ${place.id}::uuid)`;
}

/** Whether a row was created after the row at a place. */
export function isNewer(place: CreatedPlace) {
  return sql<boolean>`(created_at, id) > (${momentOf(place)}, ${place.id}::uuid)`;
}

function momentOf({ createdMicroseconds: since }: CreatedPlace) {
  return sql`timestamptz 'epoch' + ${since} * interval '1 microsecond'`;
}
