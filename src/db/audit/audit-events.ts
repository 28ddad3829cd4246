import { type Selectable, sql } from "kysely";
import type { Actor, AuditAction, AuditEvent } from "../../domain/audit.js";
import type { Query } from "../database.js";
import type { AuditEventTable } from "../schema.js";
import { currentActor } from "./acting.js";

export type AuditEventRow = Selectable<AuditEventTable>;

/** Notes an action, in the transaction that makes it true. */
export async function recordAudit(trx: Query, event: AuditEvent): Promise<void> {
  await insertEvent(trx, event, currentActor(), 1);
}

/** Notes failed authentications, which belong to no tenant. */
export async function recordFailedAuthentications(db: Query, address: string, count: number): Promise<void> {
  const actor: Actor = { kind: "system", id: null, name: "", requestId: null, address };
  await insertEvent(db, { tenantId: "", action: "authentication.failed", object: null }, actor, count);
}

async function insertEvent(
  db: Query,
  { tenantId, action, object, before = null, after = null }: AuditEvent,
  { kind: actorKind, id: actorId, name: actorName, requestId, address }: Actor,
  count: number,
): Promise<void> {
  const settings = { before: before && JSON.stringify(before), after: after && JSON.stringify(after) };
  const actor = { actorKind, actorId, actorName, requestId, address };
  await db
    .insertInto("auditEvent")
    .values({ tenantId, action, object, ...actor, ...settings, count })
    .execute();
}

export interface AuditFilter {
  readonly tenantId: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** The name of the key, the schedule or the operator. */
  readonly actor?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** What the object begins with. */
  readonly object?: string | undefined;
  /** The number of the last event of the page before. */
  readonly after: number | null;
  readonly limit: number;
}

/** A page of a tenant's events, the newest first. */
export async function listAuditEvents(
  db: Query,
  { tenantId, since, until, actor, action, object, after, limit }: AuditFilter,
): Promise<AuditEventRow[]> {
  let query = db.selectFrom("auditEvent").selectAll().where("tenantId", "=", tenantId);
  if (since !== undefined) query = query.where(sql<boolean>`at >= ${since}::timestamptz`);
  if (until !== undefined) query = query.where(sql<boolean>`at < ${until}::timestamptz`);
  if (actor !== undefined) query = query.where("actorName", "=", actor);
  if (action !== undefined) query = query.where("action", "=", action);
  if (object !== undefined) query = query.where(sql<boolean>`starts_with(object, ${object})`);
  if (after !== null) query = query.where("no", "<", after);
  return query.orderBy("no", "desc").limit(limit).execute();
}
