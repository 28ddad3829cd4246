import { sql } from "kysely";
import type { Role } from "../../domain/role.js";
import type { Query } from "../database.js";
import type { ConsoleSessionTable } from "../schema.js";
import { type OwnBounds, ownBoundsOf } from "./tenant-bounds.js";

/** The key of a session. */
export interface SessionKey {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly ownBounds: OwnBounds | null;
}

/** Keeps a session, or a link that opens one, for so many seconds; those that have expired go. */
export async function insertSession(
  db: Query,
  { hash, kind, keyId }: Pick<ConsoleSessionTable, "hash" | "kind" | "keyId">,
  seconds: number,
): Promise<void> {
  await db.deleteFrom("consoleSession").where("expiresAt", "<", sql<Date>`now()`).execute();
  const expiresAt = sql<Date>`now() + ${seconds} * interval '1 second'`;
  await db.insertInto("consoleSession").values({ hash, kind, keyId, expiresAt }).execute();
}

/** The key of a session that has not expired, unless the key was revoked. */
export async function findSession(db: Query, hash: string): Promise<SessionKey | undefined> {
  return db
    .selectFrom("consoleSession")
    .innerJoin("apiKey", "apiKey.id", "consoleSession.keyId")
    .select(["apiKey.id as keyId", "apiKey.tenantId", "apiKey.name", "apiKey.role"])
    .select(ownBoundsOf("apiKey.tenantId").as("ownBounds"))
    .where("consoleSession.hash", "=", hash)
    .where("kind", "=", "session")
    .where("expiresAt", ">", sql<Date>`now()`)
    .where("apiKey.revokedAt", "is", null)
    .executeTakeFirst();
}

/** Uses a link up; gives the key that it signs in with, undefined where the link is unknown, used or too old. */
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
