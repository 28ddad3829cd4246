import { type RawBuilder, type Selectable, sql } from "kysely";
import type { AuditEvent, TenantAction } from "../../domain/audit.js";
import type { Query } from "../database.js";
import type { AuditEventTable } from "../schema.js";
import { currentActor } from "./acting.js";

export type AuditEventRow = Selectable<AuditEventTable>;

/** Records an action in the audit trail, in the transaction that carries it out. */
export async function recordAudit(trx: Query, event: AuditEvent): Promise<void> {
  const { tenantId, action, object, before = null, after = null } = event;
  const { kind: actorKind, id: actorId, name: actorName, requestId, address } = currentActor();
  const settings = { before: before && JSON.stringify(before), after: after && JSON.stringify(after) };
  await trx
    .insertInto("auditEvent")
    .values({ tenantId, action, object, actorKind, actorId, actorName, requestId, address, ...settings })
    .execute();
}

/** Records the number of failed authentications of each client address. These events belong to no tenant. */
export async function recordFailedAuthentications(db: Query, counts: ReadonlyMap<string, number>): Promise<void> {
  const event = { tenantId: "", action: "authentication.failed", actorKind: "system", actorName: "" } as const;
  const events = [...counts].map(([address, count]) => ({ ...event, address, count }));
  await db.insertInto("auditEvent").values(events).execute();
}

/** Replaces by `[erased]`, in a tenant's events, the paths of files that contain an id as a whole word. */
export async function erasePaths(trx: Query, tenantId: string, id: string): Promise<void> {
  const word = `(^|[^[:alnum:]])${id.replaceAll(/[^\p{L}\p{N}]/gu, "\\$&")}($|[^[:alnum:]])`;
  // The plain search, which is faster, rules out most paths.
  const holds = (path: RawBuilder<unknown>) => sql`(position(${id} in ${path}) > 0 and ${path} ~ ${word})`;
  const erased = (settings: "before" | "after") => {
    const column = sql.ref(settings);
    return sql`case when ${holds(sql`${column} ->> 'asset'`)} then ${column} || '{"asset": "[erased]"}' else ${column} end`;
  };
  await sql`
    update audit_event set
      object = case when starts_with(object, 'asset:') and ${holds(sql`substr(object, 7)`)} then 'asset:[erased]' else object end,
      before = ${erased("before")}, after = ${erased("after")}
    where tenant_id = ${tenantId} and (
      starts_with(object, 'asset:') and ${holds(sql`substr(object, 7)`)}
      or ${holds(sql`before ->> 'asset'`)} or ${holds(sql`after ->> 'asset'`)})`.execute(trx);
}

export interface AuditFilter {
  readonly tenantId: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** The name of the key, the schedule or the operator. */
  readonly actor?: string | undefined;
  readonly action?: TenantAction | undefined;
  /** The prefix of the object. */
  readonly object?: string | undefined;
  /** The number of the last event of the page before. */
  readonly after: number | null;
  readonly limit: number;
}

/**
 * Returns a page of a tenant's events, the newest first. Events of a removed tenant with the same name are left out.
 */
export async function listAuditEvents(
  db: Query,
  { tenantId, since, until, actor, action, object, after, limit }: AuditFilter,
): Promise<AuditEventRow[]> {
  const removal = sql<number>`coalesce((
    select max(no) from audit_event where tenant_id = ${tenantId} and action = 'tenant.removed'), 0)`;
  let query = db.selectFrom("auditEvent").selectAll().where("tenantId", "=", tenantId).where("no", ">", removal);
  if (since !== undefined) query = query.where(sql<boolean>`at >= ${since}::timestamptz`);
  if (until !== undefined) query = query.where(sql<boolean>`at < ${until}::timestamptz`);
  if (actor !== undefined) query = query.where("actorName", "=", actor);
  if (action !== undefined) query = query.where("action", "=", action);
  if (object !== undefined) query = query.where(sql<boolean>`starts_with(object, ${object})`);
  if (after !== null) query = query.where("no", "<", after);
  return query.orderBy("no", "desc").limit(limit).execute();
}
