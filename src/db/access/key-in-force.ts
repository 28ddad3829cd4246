import { sql } from "kysely";
import type { KeyScopes } from "../../domain/key-scopes.js";
import type { Role } from "../../domain/role.js";
import { type OwnBounds, ownBoundsOf } from "./tenant-bounds.js";

/** A key that may be used, with the rights and bounds of its requests. */
export interface KeyInForce {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: KeyScopes;
  /** Null: each bound is the default of the settings. */
  readonly ownBounds: OwnBounds | null;
}

export const keyScopes = sql<KeyScopes>`
  jsonb_build_object('entities', api_key.entities, 'importers', api_key.importers, 'approve', api_key.approve)`;

/** The columns of a `KeyInForce`. */
export const keyColumns = [
  "apiKey.id as keyId",
  "apiKey.tenantId",
  "apiKey.name",
  "apiKey.role",
  keyScopes.as("scopes"),
  ownBoundsOf("apiKey.tenantId").as("ownBounds"),
] as const;

/** Whether a key is neither revoked nor expired. */
export const keyInForce = sql<boolean>`
  api_key.revoked_at is null and (api_key.expires_at is null or api_key.expires_at > now())`;
