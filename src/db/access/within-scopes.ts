import { sql } from "kysely";
import type { KeyScopes } from "../../domain/key-scopes.js";
import { packageEntity } from "../../domain/packages/package-entity.js";

/** Whether a row's entity and importer are within a key's scopes: `covers`, as a condition for lists. */
export function isWithin({ entities, importers }: Pick<KeyScopes, "entities" | "importers">) {
  return sql<boolean>`
    ${entities === null ? sql`true` : sql`entity = any(${entities}::text[])`}
    and ${importers === null ? sql`true` : sql`importer_id = any(${importers}::text[])`}`;
}

/** The same condition for jobs. A key for packages also covers the jobs of a package's files. */
export function isJobWithin({ entities, importers }: Pick<KeyScopes, "entities" | "importers">) {
  if (entities === null || !entities.includes(packageEntity)) return isWithin({ entities, importers });
  return sql<boolean>`
    (package_id is not null or entity = any(${entities}::text[])) and ${isWithin({ entities: null, importers })}`;
}
