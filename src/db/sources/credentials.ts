import { type Selectable, sql } from "kysely";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import type { CredentialTable } from "../schema.js";

export type CredentialRow = Selectable<CredentialTable>;

/** Stores a credential, in place of an existing one of the same name. */
export async function putCredential(
  trx: Query,
  { tenantId, name, shown, sealed, changedBy }: Omit<CredentialRow, "changedAt">,
): Promise<CredentialRow> {
  const values = { shown: JSON.stringify(shown), sealed, changedBy };
  const stored = await trx
    .insertInto("credential")
    .values({ tenantId, name, ...values })
    .onConflict((known) => known.columns(["tenantId", "name"]).doUpdateSet({ ...values, changedAt: sql`now()` }))
    .returningAll()
    .returning(sql<CredentialRow["shown"] | null>`old.shown`.as("former"))
    .executeTakeFirstOrThrow();
  const { former, ...row } = stored;
  const [before, after] = [former && audited(former), audited(shown)];
  await recordAudit(trx, { tenantId, action: "credential.stored", object: `credential:${name}`, before, after });
  return row;
}

function audited({ type, origin }: CredentialRow["shown"]) {
  return { type: String(type), origin: String(origin) };
}

export async function findCredential(db: Query, tenantId: string, name: string): Promise<CredentialRow | undefined> {
  return db
    .selectFrom("credential")
    .selectAll()
    .where("tenantId", "=", tenantId)
    .where("name", "=", name)
    .executeTakeFirst();
}

/** Deletes a credential; false if there is none. */
export async function removeCredential(trx: Query, tenantId: string, name: string): Promise<boolean> {
  const removed = await trx
    .deleteFrom("credential")
    .where("tenantId", "=", tenantId)
    .where("name", "=", name)
    .returning("shown")
    .executeTakeFirst();
  if (!removed) return false;
  const event = { tenantId, action: "credential.deleted", object: `credential:${name}` } as const;
  await recordAudit(trx, { ...event, before: audited(removed.shown) });
  return true;
}

/** A page of a tenant's credentials by name. */
export async function listCredentials(
  db: Query,
  { tenantId, after, limit }: { tenantId: string; after: string | null; limit: number },
): Promise<CredentialRow[]> {
  let query = db.selectFrom("credential").selectAll().where("tenantId", "=", tenantId);
  if (after !== null) query = query.where("name", ">", after);
  return query.orderBy("name").limit(limit).execute();
}

/** Returns all credentials that are sealed under a key with another id. */
export async function sealedUnderOther(db: Query, keyId: string): Promise<CredentialRow[]> {
  return db
    .selectFrom("credential")
    .selectAll()
    .where(sql<boolean>`not starts_with(sealed, ${`${keyId}.`})`)
    .execute();
}

/** Replaces a credential's sealed secrets, unless another process has replaced them since `row` was read. */
export async function sealAgain(db: Query, row: CredentialRow, sealed: string): Promise<void> {
  await db
    .updateTable("credential")
    .set({ sealed })
    .where("tenantId", "=", row.tenantId)
    .where("name", "=", row.name)
    .where("sealed", "=", row.sealed)
    .execute();
}
