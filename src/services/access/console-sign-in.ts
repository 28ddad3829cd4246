import { createHash, randomBytes } from "node:crypto";
import { apiKeyById, findApiKey } from "../../db/access/api-keys.js";
import {
  deleteSession,
  findSession,
  insertSession,
  type SessionKey,
  useLink,
} from "../../db/access/console-sessions.js";
import { asActor } from "../../db/audit/acting.js";
import { recordAudit } from "../../db/audit/audit-events.js";
import type { Database, Query } from "../../db/database.js";
import { hashApiKey } from "../../domain/api-key.js";
import type { Actor } from "../../domain/audit.js";

/** Where a request to sign in came from. */
type Origin = Pick<Actor, "requestId" | "address">;

/** A day's work. */
export const sessionSeconds = 12 * 3_600;
const linkSeconds = 15 * 60;

/** Opens a session for a key; gives its secret, which only the browser keeps. Null where the key is unknown or revoked. */
export async function signIn(db: Database, key: string, from: Origin): Promise<string | null> {
  const found = await findApiKey(db.query, hashApiKey(key));
  return found ? open(db, found.id, from) : null;
}

/** Makes a link's secret that signs in once, within a quarter of an hour, with the key of this id. */
export async function makeLink(db: Query, keyId: string): Promise<string> {
  const secret = newSecret();
  await insertSession(db, { hash: hashed(secret), kind: "link", keyId }, linkSeconds);
  return secret;
}

/** Opens a session with a link, which is used up; null where it is unknown, used or too old. */
export async function signInByLink(db: Database, link: string, from: Origin): Promise<string | null> {
  const keyId = await useLink(db.query, hashed(link));
  return keyId === undefined ? null : open(db, keyId, from);
}

/** Whose session this is; undefined where it has ended. */
export async function sessionOf(db: Query, secret: string): Promise<SessionKey | undefined> {
  return findSession(db, hashed(secret));
}

export async function signOut(db: Query, secret: string): Promise<void> {
  await deleteSession(db, hashed(secret));
}

async function open(db: Database, keyId: string, from: Origin): Promise<string> {
  const secret = newSecret();
  await db.transaction({ name: "sign in" }, async ({ trx }) => {
    await insertSession(trx, { hash: hashed(secret), kind: "session", keyId }, sessionSeconds);
    const { tenantId, name } = await apiKeyById(trx, keyId);
    const event = { tenantId, action: "console.signed_in", object: `key:${keyId}` } as const;
    await asActor({ kind: "console", id: keyId, name, ...from }, () => recordAudit(trx, event));
  });
  return secret;
}

/** 256 random bits, so that a plain hash hides them as well as a slow one. */
function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function hashed(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}
