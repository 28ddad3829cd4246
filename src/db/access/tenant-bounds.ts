import { sql } from "kysely";
import { isLimitName, type LimitName, type TenantBounds } from "../../domain/tenant-limits.js";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";

/** Bounds that a tenant has in place of the defaults, by the names of the limits. */
export type OwnBounds = Readonly<Record<string, number>>;

/**
 * Returns an expression for a tenant's own bounds. `tenantId` is the column of the query that holds the tenant's id.
 */
export function ownBoundsOf(tenantId: string) {
  return sql<OwnBounds | null>`(
    select jsonb_object_agg(name, bound) from tenant_limit where tenant_limit.tenant_id = ${sql.ref(tenantId)}
  )`;
}

/** Returns a tenant's bounds: its own, and the defaults for all other limits. */
export function withOwnBounds(defaults: TenantBounds, own: OwnBounds | null): TenantBounds {
  const known = Object.entries(own ?? {}).filter(([name]) => isLimitName(name));
  return { ...defaults, ...Object.fromEntries(known) };
}

export async function findBounds(db: Query, defaults: TenantBounds, tenantId: string): Promise<TenantBounds> {
  return withOwnBounds(defaults, await findOwnBounds(db, tenantId));
}

export async function findOwnBounds(db: Query, tenantId: string): Promise<OwnBounds> {
  const rows = await db.selectFrom("tenantLimit").select(["name", "bound"]).where("tenantId", "=", tenantId).execute();
  return Object.fromEntries(rows.map(({ name, bound }) => [name, bound]));
}

/** Sets a tenant's own bound; null restores the default. */
export async function setBound(trx: Query, tenantId: string, name: LimitName, bound: number | null): Promise<void> {
  const { [name]: former = null } = await findOwnBounds(trx, tenantId);
  if (former === bound) return;
  if (bound === null) {
    await trx.deleteFrom("tenantLimit").where("tenantId", "=", tenantId).where("name", "=", name).execute();
  } else {
    await trx
      .insertInto("tenantLimit")
      .values({ tenantId, name, bound })
      .onConflict((conflict) => conflict.columns(["tenantId", "name"]).doUpdateSet({ bound }))
      .execute();
  }
  const [before, after] = [{ [name]: former }, { [name]: bound }];
  await recordAudit(trx, { tenantId, action: "limits.changed", object: null, before, after });
}
