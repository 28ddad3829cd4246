import { sql } from "kysely";
import type { Query } from "./database.js";

/**
 * Stores the first id as the id of the database's secret key, if the database has no id or one of the previous ids.
 * Returns the id that the database has then. A database that already has the first id may be read-only.
 */
export async function agreeOnSecretKey(db: Query, [current, ...previous]: readonly string[]): Promise<string> {
  const kept = await db.selectFrom("secretKey").select("id").executeTakeFirst();
  if (kept !== undefined && kept.id === current) return kept.id;
  await sql`
    insert into secret_key (id) values (${current})
    on conflict (is_only) do update set id = excluded.id where secret_key.id = any(${previous})`.execute(db);
  return (await db.selectFrom("secretKey").select("id").executeTakeFirstOrThrow()).id;
}
