import { checkAssetPath } from "../../domain/asset-path.js";
import { DomainError } from "../../domain/errors.js";
import { covers, type Import, ownFolders, ownImporter } from "../../domain/key-scopes.js";
import type { Source } from "../../domain/source.js";
import type { ImportSource } from "../../services/jobs/import-bytes.js";
import type { Caller } from "../context.js";

/** Refuses a caller whose key may not import, read and change data of the entity and the importer: `FORBIDDEN`. */
export function requireScope({ name, scopes }: Caller, { entity, importerId }: Import): void {
  if (covers(scopes, { entity, importerId })) return;
  const message = `The key ${name} is not for ${entity} of the importer ${importerId}.`;
  throw new DomainError("FORBIDDEN", message, "Name an entity and an importer that the key is for: GET /api/key.");
}

/** Returns the owner of a requested import: the importer that the caller names, or else its own. */
export function importOf(caller: Caller, entity: string, importerId = ownImporter(caller)) {
  requireScope(caller, { entity, importerId });
  return { tenantId: caller.tenantId, requestedBy: caller.name, importerId, entity };
}

/** Returns the path of an asset that the caller's key may access; `INVALID_ASSET_PATH` for an invalid path. */
export function reachedPath(caller: Caller, asked: string): string {
  const path = checkAssetPath(asked);
  const folders = ownFolders(caller);
  if (folders === null || folders.some((folder) => path.startsWith(folder))) return path;
  const message = `The key ${caller.name} reaches only files under ${folders.join(", ")}.`;
  throw new DomainError("FORBIDDEN", message, "Use a path under one of these folders.");
}

/** Returns the source of an import: an asset that the caller's key may access, or a source on another server. */
export function sourceOf(
  caller: Caller,
  { asset = "", source }: { readonly asset?: string | undefined; readonly source?: Source | undefined },
): ImportSource {
  if (source === undefined) return { assetPath: reachedPath(caller, asset) };
  requireCredential(caller, source.auth);
  return { remote: source };
}

/**
 * Refuses a caller that names a credential if its key is limited to some importers: the credential may belong to
 * another.
 */
export function requireCredential(caller: Caller, name: string | null): void {
  if (name === null || ownFolders(caller) === null) return;
  const message = `The key ${caller.name} is limited, and uses no stored credentials.`;
  throw new DomainError("FORBIDDEN", message, "Leave source.auth out, or let a key without limits make the schedule.");
}

/** Refuses a caller whose key may not approve imports. */
export function requireApprover({ name, scopes }: Caller): void {
  if (scopes.approve) return;
  throw new DomainError("FORBIDDEN", `The key ${name} may not approve imports.`, "Ask for a key that may.");
}
