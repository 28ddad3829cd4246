import { entityList } from "./entities/index.js";
import { packageEntity } from "./packages/package-entity.js";

/** Of a key that expires. */
export const longestLifeDays = 3_650;
/** How long a key may stay in force beside the one that replaces it, and how long it usually does. */
export const longestOverlapHours = 720;
export const usualOverlapHours = 24;

/** What a key is limited to. Null: it has no such limit. */
export interface KeyScopes {
  /** Names of entities; `package` stands for packages with all their files. */
  readonly entities: readonly string[] | null;
  /** Ids of importers. */
  readonly importers: readonly string[] | null;
  /** Whether it may approve deletions. */
  readonly approve: boolean;
}

export const unlimited: KeyScopes = { entities: null, importers: null, approve: true };

/** What a key may be limited to. */
export const scopedEntities: readonly string[] = [...entityList.map(({ name }) => name), packageEntity];

/** What a job, a schedule and a mapping have in common. */
export interface Import {
  readonly entity: string;
  readonly importerId: string;
  /** Of a job that imports a file of a package. */
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

/** The importer of a request that names none: the only one of the key, or the one of its name. */
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
 * The beginnings of the asset paths that a key reaches; null where it reaches all. A limited key has a folder for each
 * of its importers, and in these one for each of its entities, so that it neither reads nor replaces the files of
 * others.
 */
export function ownFolders({ name, scopes: { entities, importers } }: ScopedKey): readonly string[] | null {
  if (entities === null && importers === null) return null;
  const folders = (importers ?? [name]).map((importer) => `${folderName(importer)}/`);
  return entities === null ? folders : folders.flatMap((folder) => entities.map((entity) => `${folder}${entity}/`));
}

/** What a path cannot hold in one segment is percent-encoded, as `encodeURIComponent` does. */
function folderName(importer: string): string {
  return importer.normalize("NFC").replaceAll(/[/\\:%]/g, encodeURIComponent);
}
