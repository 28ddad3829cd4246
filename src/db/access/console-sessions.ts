import { sql } from "kysely";
import type { Query } from "../database.js";
import type { ConsoleSessionTable } from "../schema.js";
import { type KeyInForce, keyColumns, keyInForce } from "./key-in-force.js";

/** Stores a session, or a link that opens a session, for so many seconds. Deletes all that have expired. */
export async function insertSession(
  db: Query,
  { hash, kind, keyId }: Pick<ConsoleSessionTable, "hash" | "kind" | "keyId">,
  seconds: number,
): Promise<void> {
  await db.deleteFrom("consoleSession").where("expiresAt", "<", sql<Date>`now()`).execute();
  const expiresAt = sql<Date>`now() + ${seconds} * interval '1 second'`;
  await db.insertInto("consoleSession").values({ hash, kind, keyId, expiresAt }).execute();
}

/** The key of a session that has not expired, if the key is in force. */
export async function findSession(db: Query, hash: string): Promise<KeyInForce | undefined> {
  return db
    .selectFrom("consoleSession")
    .innerJoin("apiKey", "apiKey.id", "consoleSession.keyId")
    .select(keyColumns)
    .where("consoleSession.hash", "=", hash)
    .where("kind", "=", "session")
    .where("consoleSession.expiresAt", ">", sql<Date>`now()`)
    .where(keyInForce)
    .executeTakeFirst();
}

/**
 * Consumes a link and returns the id of the key that it signs in with; undefined if the link is unknown, used or
 * expired.
 */
export async function useLink(db: Query, hash: string): Promise<string | undefined> {
  const used = await db
    .deleteFrom("consoleSession")
    .where("hash", "=", hash)
    .where("kind", "=", "link")
    .where("expiresAt", ">", sql<Date>`now()`)
    .returning("keyId")
    .executeTakeFirst();
  return used?.keyId;
}

export async function deleteSession(db: Query, hash: string): Promise<void> {
  await db.deleteFrom("consoleSession").where("hash", "=", hash).execute();
}
