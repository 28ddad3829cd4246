import { sql } from "kysely";
import type { Query } from "./database.js";

/**
 * Makes the first id that of the database's secret key, where it has none or one of the others. Gives the id that the
 * database has then. A database that has the first one may be read-only.
 */
export async function agreeOnSecretKey(db: Query, [current, ...previous]: readonly string[]): Promise<string> {
  const kept = await db.selectFrom("secretKey").select("id").executeTakeFirst();
  if (kept !== undefined && kept.id === current) return kept.id;
  await sql`
    insert into secret_key (id) values (${current})
    on conflict (is_only) do update set id = excluded.id where secret_key.id = any(${previous})`.execute(db);
  return (await db.selectFrom("secretKey").select("id").executeTakeFirstOrThrow()).id;
}
