import { checkAssetPath } from "../../domain/asset-path.js";
import { DomainError } from "../../domain/errors.js";
import { covers, type Import, ownFolders, ownImporter } from "../../domain/key-scopes.js";
import type { Source } from "../../domain/source.js";
import type { ImportSource } from "../../services/jobs/import-bytes.js";
import type { Caller } from "../context.js";

/** Lets a caller pass whose key may import, read and change what belongs to the entity and the importer. */
export function requireScope({ name, scopes }: Caller, { entity, importerId }: Import): void {
  if (covers(scopes, { entity, importerId })) return;
  const message = `The key ${name} is not for ${entity} of the importer ${importerId}.`;
  throw new DomainError("FORBIDDEN", message, "Name an entity and an importer that the key is for: GET /api/key.");
}

/** Whose import a caller asks for: of the importer that it names, or of its own. */
export function importOf(caller: Caller, entity: string, importerId = ownImporter(caller)) {
  requireScope(caller, { entity, importerId });
  return { tenantId: caller.tenantId, requestedBy: caller.name, importerId, entity };
}

/** The path of an asset that the caller's key reaches; `INVALID_ASSET_PATH` where it is none. */
export function reachedPath(caller: Caller, asked: string): string {
  const path = checkAssetPath(asked);
  const folders = ownFolders(caller);
  if (folders === null || folders.some((folder) => path.startsWith(folder))) return path;
  const message = `The key ${caller.name} reaches only files under ${folders.join(", ")}.`;
  throw new DomainError("FORBIDDEN", message, "Use a path under one of these folders.");
}

/** What is imported: an asset that the caller's key reaches, or a source. */
export function sourceOf(
  caller: Caller,
  { asset = "", source }: { readonly asset?: string | undefined; readonly source?: Source | undefined },
): ImportSource {
  if (source === undefined) return { assetPath: reachedPath(caller, asset) };
  requireCredential(caller, source.auth);
  return { remote: source };
}

/**
 * Lets a caller pass that names no credential, or whose key reaches all importers: a credential may be another one's.
 */
export function requireCredential(caller: Caller, name: string | null): void {
  if (name === null || ownFolders(caller) === null) return;
  const message = `The key ${caller.name} is limited, and uses no stored credentials.`;
  throw new DomainError("FORBIDDEN", message, "Leave source.auth out, or let a key without limits make the schedule.");
}

/** Lets a caller pass whose key may approve imports. */
export function requireApprover({ name, scopes }: Caller): void {
  if (scopes.approve) return;
  throw new DomainError("FORBIDDEN", `The key ${name} may not approve imports.`, "Ask for a key that may.");
}
