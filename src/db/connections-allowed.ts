import { sql } from "kysely";
import type { Query } from "./database.js";

/** Returns how many connections Postgres allows all ordinary users together. */
export async function connectionsAllowed(db: Query): Promise<number> {
  const { rows } = await sql<{ allowed: number }>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - current_setting('reserved_connections')::int as allowed`.execute(db);
  return rows[0]?.allowed ?? 0;
}
