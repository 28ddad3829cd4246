import { type RawBuilder, sql } from "kysely";
import type { Hold } from "../../domain/hold.js";
import type { Query } from "../database.js";
import { holdObject } from "../holds/holds.js";

interface EntityRows {
  readonly tenantId: string;
  readonly entity: { readonly name: string };
  /** The importer whose hold is read; undefined: no hold is read. */
  readonly importerId?: string;
}

/** The state by which a transaction checks whether its decisions about an entity's rows still hold. */
export interface EntityState {
  /** 0 if no row of the entity was ever written, so that none can be stored. */
  readonly version: number;
  /** The hashes of the ids that were erased after a given moment. */
  readonly erased: readonly string[];
  /** The version of the tenant's findings. */
  readonly findings: number;
  /** How much the importer's files may change without an approval; null: the importer has no hold. */
  readonly hold: Hold | null;
}

/**
 * Returns the state of a tenant's rows of an entity, with the erasures after `since`.
 *
 * @param raises whether the same statement increments the version; the version before is returned
 */
export async function entityState(
  db: Query,
  rows: EntityRows,
  { since, raises = false }: { readonly since: Date; readonly raises?: boolean },
): Promise<EntityState> {
  const isOurs = sql`tenant_id = ${rows.tenantId} and entity = ${rows.entity.name}`;
  const found = await sql<EntityState>`
    ${raises ? sql`with raised as (${raisedVersion(rows)})` : sql``}
    select coalesce((select version from entity_version where ${isOurs}), 0) as version,
      array(select id_hash from erased_subject where ${isOurs} and erased_at > ${since}) as erased,
      coalesce((select version from integrity_version where tenant_id = ${rows.tenantId}), 0) as findings,
      (select ${holdObject} from hold where ${isOurs} and importer_id = ${rows.importerId ?? null}) as hold`.execute(
    db,
  );
  return found.rows[0] ?? { version: 0, erased: [], findings: 0, hold: null };
}

/**
 * Increments the entity's version because rows of it were written. Called under the lock of the findings, which keeps
 * versions in order.
 */
export async function raiseEntityVersion(trx: Query, rows: EntityRows): Promise<void> {
  await raisedVersion(rows).execute(trx);
}

function raisedVersion({ tenantId, entity }: EntityRows): RawBuilder<unknown> {
  return sql`
    insert into entity_version (tenant_id, entity, version) values (${tenantId}, ${entity.name}, 1)
    on conflict (tenant_id, entity) do update set version = entity_version.version + 1`;
}
