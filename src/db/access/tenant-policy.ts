import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";

/** Whether deletions by a tenant's imports need the approval of a key other than the one that requested the import. */
export async function requiresSecondApprover(db: Query, tenantId: string, byDefault: boolean): Promise<boolean> {
  return (await ownPolicy(db, tenantId)) ?? byDefault;
}

/** Sets for a tenant whether a second approver is required; null restores the setting. */
export async function setSecondApprover(trx: Query, tenantId: string, required: boolean | null): Promise<void> {
  const former = await ownPolicy(trx, tenantId);
  if (former === required) return;
  if (required === null) {
    await trx.deleteFrom("tenantPolicy").where("tenantId", "=", tenantId).execute();
  } else {
    await trx
      .insertInto("tenantPolicy")
      .values({ tenantId, requireSecondApprover: required })
      .onConflict((conflict) => conflict.column("tenantId").doUpdateSet({ requireSecondApprover: required }))
      .execute();
  }
  const [before, after] = [{ requireSecondApprover: former }, { requireSecondApprover: required }];
  await recordAudit(trx, { tenantId, action: "policy.changed", object: null, before, after });
}

async function ownPolicy(db: Query, tenantId: string): Promise<boolean | null> {
  const policy = await db
    .selectFrom("tenantPolicy")
    .select("requireSecondApprover")
    .where("tenantId", "=", tenantId)
    .executeTakeFirst();
  return policy?.requireSecondApprover ?? null;
}
