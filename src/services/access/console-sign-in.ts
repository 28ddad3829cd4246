import { createHash, randomBytes } from "node:crypto";
import { apiKeyById, findApiKey } from "../../db/access/api-keys.js";
import { deleteSession, findSession, insertSession, useLink } from "../../db/access/console-sessions.js";
import type { KeyInForce } from "../../db/access/key-in-force.js";
import { asActor } from "../../db/audit/acting.js";
import { recordAudit } from "../../db/audit/audit-events.js";
import type { Database, Query } from "../../db/database.js";
import { hashApiKey } from "../../domain/api-key.js";
import type { Actor } from "../../domain/audit.js";
import { keyNotFound } from "./keys.js";

/** Where a request to sign in came from. */
type Origin = Pick<Actor, "requestId" | "address">;

/** 12 hours: one working day. */
export const sessionSeconds = 12 * 3_600;
const linkSeconds = 15 * 60;

/**
 * Opens a session for a key; returns its secret, which only the browser keeps. Null if the key is unknown or revoked.
 */
export async function signIn(db: Database, key: string, from: Origin): Promise<string | null> {
  const found = await findApiKey(db.query, hashApiKey(key));
  return found ? open(db, found.keyId, "key", from) : null;
}

/** Returns the secret of a link that signs in once, within 15 minutes, with the key of this id; `KEY_NOT_FOUND`. */
export async function makeLink(db: Database, keyId: string): Promise<string> {
  const secret = newSecret();
  await db.transaction({ name: "make link" }, async ({ trx }) => {
    const key = await apiKeyById(trx, keyId);
    if (!key) throw keyNotFound();
    await insertSession(trx, { hash: hashed(secret), kind: "link", keyId }, linkSeconds);
    await recordAudit(trx, { tenantId: key.tenantId, action: "console.link_made", object: `key:${keyId}` });
  });
  return secret;
}

/** Opens a session with a link, which is then used up; null if the link is unknown, used or expired. */
export async function signInByLink(db: Database, link: string, from: Origin): Promise<string | null> {
  const keyId = await useLink(db.query, hashed(link));
  return keyId === undefined ? null : open(db, keyId, "link", from);
}

/** Returns the key of a session; undefined if the session has ended. */
export async function sessionOf(db: Query, secret: string): Promise<KeyInForce | undefined> {
  return findSession(db, hashed(secret));
}

export async function signOut(db: Query, secret: string): Promise<void> {
  await deleteSession(db, hashed(secret));
}

/** Opens a session; null if the key is no longer in force. */
async function open(db: Database, keyId: string, by: "key" | "link", from: Origin): Promise<string | null> {
  const secret = newSecret();
  return db.transaction({ name: "sign in" }, async ({ trx }) => {
    const key = await apiKeyById(trx, keyId);
    if (!key) return null;
    const { tenantId, name } = key;
    await insertSession(trx, { hash: hashed(secret), kind: "session", keyId }, sessionSeconds);
    const event = { tenantId, action: "console.signed_in", object: `key:${keyId}`, after: { by } } as const;
    await asActor({ kind: "console", id: keyId, name, ...from }, () => recordAudit(trx, event));
    return secret;
  });
}

/** 256 random bits, so that a plain hash hides them as well as a slow one. */
function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function hashed(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}
