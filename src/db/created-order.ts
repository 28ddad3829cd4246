import { sql } from "kysely";

/** When a row was made, whole: a `Date` has no microseconds. */
export const createdMicroseconds = sql<number>`(extract(epoch from created_at) * 1000000)::bigint`;

/** The last row of a page, in the order of making. */
export interface CreatedPlace {
  readonly createdMicroseconds: number;
  readonly id: string;
}

/** Whether a row was made before another one. */
export function isOlder(place: CreatedPlace) {
  return sql<boolean>`(created_at, id) < (${momentOf(place)}, ${place.id}::uuid)`;
}

/** Whether a row was made after another one. */
export function isNewer(place: CreatedPlace) {
  return sql<boolean>`(created_at, id) > (${momentOf(place)}, ${place.id}::uuid)`;
}

function momentOf({ createdMicroseconds: since }: CreatedPlace) {
  return sql`timestamptz 'epoch' + ${since} * interval '1 microsecond'`;
}
