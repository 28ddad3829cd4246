import { X509Certificate } from "node:crypto";
import ssh2 from "ssh2";
import type { Query } from "../../db/database.js";
import {
  type CredentialRow,
  findCredential,
  putCredential,
  sealAgain,
  sealedUnderOther,
} from "../../db/sources/credentials.js";
import type { Deps } from "../../deps.js";
import { type Credential, credentialSchema, partsOf } from "../../domain/credential.js";
import { DomainError } from "../../domain/errors.js";
import { originOf } from "../../domain/source.js";
import { isSealedNow, seal, unseal } from "../../sealing.js";
import type { SecretKeys } from "../../secret-key.js";

/** Whose credential it is, and by what name. */
export interface CredentialKey {
  readonly tenantId: string;
  readonly name: string;
}

type CredentialDeps = Pick<Deps, "db" | "secretKeys">;

/** Stores a credential, its secrets sealed. `INVALID_CREDENTIAL` where it could open nothing. */
export async function storeCredential(
  { db, secretKeys }: CredentialDeps,
  { tenantId, name }: CredentialKey,
  credential: Credential,
  changedBy: string,
): Promise<CredentialRow> {
  const fault = faultOf(credential);
  if (fault !== null) throw invalidCredential(fault);
  const { shown, secret } = partsOf(credential);
  const sealed = seal(secretKeys, ownerOf({ tenantId, name, shown }), JSON.stringify(secret));
  return putCredential(db.query, { tenantId, name, shown, sealed, changedBy });
}

/** A credential with its secrets. `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_UNREADABLE`. */
export async function openCredential(
  { db, secretKeys }: CredentialDeps,
  { tenantId, name }: CredentialKey,
): Promise<Credential> {
  const row = await findCredential(db.query, tenantId, name);
  if (!row) throw credentialNotFound();
  const secret = unseal(secretKeys, ownerOf(row), row.sealed);
  if (secret === null) throw unreadable();
  // The process that stored it had another key.
  if (!isSealedNow(secretKeys, row.sealed)) await sealAgain(db.query, row, seal(secretKeys, ownerOf(row), secret));
  return credentialSchema.parse({ ...row.shown, ...JSON.parse(secret) });
}

/** Seals what lies under the previous secret key anew, under the current one. */
export async function sealCredentialsAgain(db: Query, secretKeys: SecretKeys): Promise<void> {
  for (const row of await sealedUnderOther(db, secretKeys[0].id)) {
    const secret = unseal(secretKeys, ownerOf(row), row.sealed);
    if (secret !== null) await sealAgain(db, row, seal(secretKeys, ownerOf(row), secret));
  }
}

/** What a secret is sealed with: it opens for no other tenant, name or server. */
function ownerOf({ tenantId, name, shown }: Pick<CredentialRow, "tenantId" | "name" | "shown">): string[] {
  const fields = Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1));
  return [tenantId, name, JSON.stringify(fields)];
}

export function credentialNotFound(): DomainError {
  const hint = "GET /api/credentials lists those there are.";
  return new DomainError("CREDENTIAL_NOT_FOUND", "There is no credential of this name.", hint);
}

function unreadable(): DomainError {
  const hint = "Store it again: PUT /api/credentials/{name}.";
  return new DomainError("CREDENTIAL_UNREADABLE", "The credential was sealed under a secret key that is gone.", hint);
}

function invalidCredential(message: string): DomainError {
  return new DomainError("INVALID_CREDENTIAL", message, "Compare the credential with GET /openapi.json.");
}

/** Headers that a connection needs for itself. */
const ownHeaders =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-.*|range|if-.*|accept-encoding|expect)$/i;

function faultOf(credential: Credential): string | null {
  const { origin } = credential;
  if (!URL.canParse(`${origin}/`)) return "The origin cannot be read.";
  if (new URL(origin).protocol === "https:" && originOf(new URL(origin)) !== origin) {
    return `The origin is written ${originOf(new URL(origin))}.`;
  }
  if ("ca" in credential && credential.ca !== null && !isCertificate(credential.ca)) {
    return "ca is no certificate in PEM.";
  }
  switch (credential.type) {
    case "bearer":
      return isHeaderValue(credential.token) ? null : "The token has characters that no header can have.";
    case "header":
      if (ownHeaders.test(credential.header)) return `The header ${credential.header} is the connection's own.`;
      return isHeaderValue(credential.value) ? null : "The value has characters that no header can have.";
    case "ssh":
      return sshFault(credential);
    case "s3":
      return credential.endpoint !== null && !URL.canParse(credential.endpoint) ? "The endpoint cannot be read." : null;
    default:
      return null;
  }
}

function sshFault({ password, privateKey, passphrase }: Extract<Credential, { readonly type: "ssh" }>): string | null {
  if (password === null && privateKey === null) return "Either a password or a private key is needed.";
  if (privateKey === null) return null;
  const parsed = ssh2.utils.parseKey(privateKey, passphrase ?? undefined);
  if (parsed instanceof Error) return "The private key cannot be read, or its passphrase is another one.";
  return parsed.isPrivateKey() ? null : "The key is a public one.";
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== "";
  } catch {
    return false;
  }
}

function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text);
}
