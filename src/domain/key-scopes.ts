import { entityList } from "./entities/index.js";
import { packageEntity } from "./packages/package-entity.js";

/** The longest lifetime of a key that expires. */
export const longestLifeDays = 3_650;
/** How long a rotated key may stay valid beside the key that replaces it, at most and by default. */
export const longestOverlapHours = 720;
export const usualOverlapHours = 24;

/** The limits of a key. Null: no such limit. */
export interface KeyScopes {
  /** Names of entities; `package` stands for packages with all their files. */
  readonly entities: readonly string[] | null;
  /** Ids of importers. */
  readonly importers: readonly string[] | null;
  /** Whether the key may approve deletions. */
  readonly approve: boolean;
}

export const unlimited: KeyScopes = { entities: null, importers: null, approve: true };

/** The names that `entities` may contain. */
export const scopedEntities: readonly string[] = [...entityList.map(({ name }) => name), packageEntity];

/** The properties that a job, a schedule and a mapping share. */
export interface Import {
  readonly entity: string;
  readonly importerId: string;
  /** The id of the package whose file the job imports. */
  readonly packageId?: string | null;
}

export function covers({ entities, importers }: KeyScopes, { entity, importerId, packageId = null }: Import): boolean {
  const isOfPackage = packageId !== null && entities?.includes(packageEntity) === true;
  return (isOfPackage || (entities?.includes(entity) ?? true)) && (importers?.includes(importerId) ?? true);
}

export interface ScopedKey {
  readonly name: string;
  readonly scopes: KeyScopes;
}

/** Returns the importer of a request that names none: the key's only importer, or the key's name. */
export function ownImporter({ name, scopes: { importers } }: ScopedKey): string {
  const [only = name, ...others] = importers ?? [];
  return others.length === 0 ? only : name;
}

export function isLimited({ entities, importers, approve }: KeyScopes): boolean {
  return entities !== null || importers !== null || !approve;
}

/** Folders that Bulkhead itself stores files of all importers in. */
export const reservedFolders: readonly string[] = ["corrections", "uploads"];

/**
 * Returns the prefixes of the asset paths that a key may access; null if it may access all. A limited key has a folder
 * for each of its importers, and in it one for each of its entities. So it neither reads nor replaces the files of
 * other importers.
 */
export function ownFolders({ name, scopes: { entities, importers } }: ScopedKey): readonly string[] | null {
  if (entities === null && importers === null) return null;
  const folders = (importers ?? [name]).map((importer) => `${folderName(importer)}/`);
  return entities === null ? folders : folders.flatMap((folder) => entities.map((entity) => `${folder}${entity}/`));
}

/** Percent-encodes the characters that a path segment cannot contain, as `encodeURIComponent` does. */
function folderName(importer: string): string {
  return importer.normalize("NFC").replaceAll(/[/\\:%]/g, encodeURIComponent);
}
