import type { Query } from "../../db/database.js";
import {
  type CredentialRow,
  findCredential,
  putCredential,
  removeCredential,
  sealAgain,
  sealedUnderOther,
} from "../../db/sources/credentials.js";
import type { Deps } from "../../deps.js";
import { type Credential, credentialSchema, partsOf } from "../../domain/credential.js";
import { DomainError } from "../../domain/errors.js";
import { isSealedNow, seal, unseal } from "../../sealing.js";
import type { SecretKeys } from "../../secret-key.js";
import { checkCredential } from "./check-credential.js";

/** A credential's tenant and name. */
export interface CredentialKey {
  readonly tenantId: string;
  readonly name: string;
}

type CredentialDeps = Pick<Deps, "db" | "secretKeys">;

/** Stores a credential with its secrets encrypted. `INVALID_CREDENTIAL` if it cannot work. */
export async function storeCredential(
  { db, secretKeys }: CredentialDeps,
  { tenantId, name }: CredentialKey,
  credential: Credential,
  changedBy: string,
): Promise<CredentialRow> {
  checkCredential(credential);
  const { shown, secret } = partsOf(credential);
  const sealed = seal(secretKeys, ownerOf({ tenantId, name, shown }), JSON.stringify(secret));
  return db.transaction({ name: "store credential" }, ({ trx }) =>
    putCredential(trx, { tenantId, name, shown, sealed, changedBy }),
  );
}

/** Deletes a credential; false if there is none. */
export async function forgetCredential({ db }: Pick<Deps, "db">, { tenantId, name }: CredentialKey): Promise<boolean> {
  return db.transaction({ name: "forget credential" }, ({ trx }) => removeCredential(trx, tenantId, name));
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
  // The process that stored the credential had another key.
  if (!isSealedNow(secretKeys, row.sealed)) await sealAgain(db.query, row, seal(secretKeys, ownerOf(row), secret));
  return credentialSchema.parse({ ...row.shown, ...JSON.parse(secret) });
}

/** Encrypts the credentials of the previous secret key again, with the current one. */
export async function sealCredentialsAgain(db: Query, secretKeys: SecretKeys): Promise<void> {
  for (const row of await sealedUnderOther(db, secretKeys[0].id)) {
    const secret = unseal(secretKeys, ownerOf(row), row.sealed);
    if (secret !== null) await sealAgain(db, row, seal(secretKeys, ownerOf(row), secret));
  }
}

/** The data that a secret is bound to: it cannot be decrypted for another tenant, name or server. */
function ownerOf({ tenantId, name, shown }: Pick<CredentialRow, "tenantId" | "name" | "shown">): string[] {
  const fields = Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1));
  return [tenantId, name, JSON.stringify(fields)];
}

export function credentialNotFound(): DomainError {
  const hint = "GET /api/credentials lists the credentials.";
  return new DomainError("CREDENTIAL_NOT_FOUND", "There is no credential of this name.", hint);
}

function unreadable(): DomainError {
  const hint = "Store it again: PUT /api/credentials/{name}.";
  return new DomainError("CREDENTIAL_UNREADABLE", "The credential was sealed under a secret key that is gone.", hint);
}
