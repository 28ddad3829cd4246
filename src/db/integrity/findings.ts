import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Database, Query } from "../database.js";
import { lockTaken } from "../lock.js";
import type { StagedJob } from "../staging/staging-tables.js";
import { announceFindings } from "./announce-findings.js";
import { previewedState, storedState, type ValidatedState } from "./row-source.js";
import { type Change, collectSubjects, prepareValidation, stagedKeys } from "./subjects.js";
import { findAllCycles, type Scope, violations } from "./violations.js";

/** The changes that one update made to the findings, and their version after it. */
export interface FindingChanges {
  readonly version: number;
  readonly opened: number;
  readonly closed: number;
}

const key = sql`entity, id, code, field, target_entity, target_id`;

/**
 * CTEs that compare the violations of a scope with its open findings; the last one is `difference`. A row without a
 * place is a new violation. A row with a place is an open finding that is not a violation. The sets are grouped, not
 * joined: the planner does not know how large either set is, and would join them row by row if it expects few.
 */
function difference(state: ValidatedState, tenantId: string, scope: Scope) {
  const inScope = scope === null ? sql`true` : sql`(id, entity) in (select id, entity from integrity_subject)`;
  return sql`
    violation as materialized (${violations(state, scope)}),
    issue as materialized (
      select ctid as place, ${key} from integrity_issue
      where tenant_id = ${tenantId} and until_version is null and ${inScope}
    ),
    difference as materialized (
      select ${key}, (array_agg(place))[1] as place
      from (select ${key}, null::tid as place from violation union all select ${key}, place from issue) as either
      group by ${key} having count(*) = 1
    )`;
}

/**
 * Locks the findings of a tenant until the commit: no other transaction of the tenant changes entity rows and findings
 * together, so that findings describe exactly the state that the transaction leaves (section D 8). Taken after all bulk
 * writes.
 *
 * @param entity the entity whose rows were written, so that their slugs are checked first; null: none were
 */
export async function lockFindings(
  trx: Query,
  tenantId: string,
  entity: Pick<Entity, "slug"> | null = null,
): Promise<void> {
  // Fails with 23505 if two rows share a slug. A check at the commit could wait for another import while this lock is
  // held.
  const slugs = entity?.slug ? sql`set constraints all immediate;` : sql``;
  // The sets of findings are compared: with the default memory, those of a large import would spill to disk.
  await sql`
    ${slugs} select ${lockTaken("integrity", tenantId)}, set_config('work_mem', '64MB', true)`.execute(trx);
}

/** Updates the findings after a write, under the lock of `lockFindings`. The cost grows with the size of the change. */
export async function refreshFindings(trx: Query, change: Change): Promise<FindingChanges> {
  const subjects = await collectSubjects(trx, change, storedState(change.tenantId));
  if (subjects.size > 0) return replaceFindings(trx, change.tenantId, { subjects });
  return { version: change.version ?? (await currentVersion(trx, change.tenantId)), opened: 0, closed: 0 };
}

/** Validates all rows of a tenant again. Each change that this makes was missed by an update. */
export async function rebuildFindings(db: Pick<Database, "transaction">, tenantId: string): Promise<FindingChanges> {
  return db.transaction({ name: "full global validation" }, async ({ trx }) => {
    await prepareValidation(trx);
    await lockFindings(trx, tenantId);
    const changes = await replaceFindings(trx, tenantId, null);
    await announceFindings(trx, { tenantId, jobId: null }, changes);
    return changes;
  });
}

/**
 * Stores how the findings would change if a dry run were a real import. Returns the version of the findings that it
 * compared with.
 */
export async function previewFindings(trx: Query, job: StagedJob & Pick<Change, "leaving">): Promise<number> {
  const state = previewedState(job);
  const subjects = await collectSubjects(trx, { ...job, arrived: stagedKeys(job) }, state);
  const version = await currentVersion(trx, job.tenantId);
  if (subjects.size === 0) return version;
  await findAllCycles(trx, state, { subjects });
  await sql`
    with ${difference(state, job.tenantId, { subjects })}
    insert into integrity_preview (job_id, opened, ${key})
    select ${job.id}::uuid, place is null, ${key} from difference`.execute(trx);
  return version;
}

/**
 * Replaces the open findings of a scope by its violations. The lock is held, so the places of open findings stay the
 * same until the statement has closed them.
 */
async function replaceFindings(trx: Query, tenantId: string, scope: Scope): Promise<FindingChanges> {
  await findAllCycles(trx, storedState(tenantId), scope);
  const version = await nextVersion(trx, tenantId);
  const { rows } = await sql<{ opened: number; closed: number }>`
    with ${difference(storedState(tenantId), tenantId, scope)},
    closed as (
      update integrity_issue set until_version = ${version} from difference
      where integrity_issue.ctid = difference.place returning 1
    ),
    opened as (
      insert into integrity_issue (tenant_id, since_version, ${key})
      select ${tenantId}, ${version}, ${key} from difference where place is null returning 1
    )
    select (select count(*) from opened) as opened, (select count(*) from closed) as closed`.execute(trx);
  return { version, ...(rows[0] ?? { opened: 0, closed: 0 }) };
}

async function nextVersion(trx: Query, tenantId: string): Promise<number> {
  const { version } = await trx
    .insertInto("integrityVersion")
    .values({ tenantId, version: 1 })
    .onConflict((conflict) => conflict.column("tenantId").doUpdateSet({ version: sql`integrity_version.version + 1` }))
    .returning("version")
    .executeTakeFirstOrThrow();
  return version;
}

async function currentVersion(trx: Query, tenantId: string): Promise<number> {
  const found = await trx
    .selectFrom("integrityVersion")
    .select("version")
    .where("tenantId", "=", tenantId)
    .executeTakeFirst();
  return found?.version ?? 0;
}
