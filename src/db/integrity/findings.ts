import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Database, Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import { preferIndexes } from "../staged-rows.js";
import { previewedState, storedState } from "./row-source.js";
import { collectSubjects } from "./subjects.js";
import { type Scope, type Subjects, violations } from "./violations.js";

interface ValidatedJob {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: Entity;
}

/** What an update of the findings changed, and the version that they have since. */
export interface FindingChanges {
  readonly version: number;
  readonly opened: number;
  readonly closed: number;
}

const key = sql`entity, id, code, field, target_entity, target_id`;
const sameFinding = sql`
  issue.entity = violation.entity and issue.id = violation.id and issue.code = violation.code
  and issue.field = violation.field and issue.target_id = violation.target_id`;

/**
 * From here to the commit nobody else of the tenant changes entity rows and findings together, so that findings
 * describe exactly the state that the transaction leaves (section D 8). Taken after all bulk writes.
 */
export async function lockFindings(trx: Query, tenantId: string): Promise<void> {
  await lockUntilCommit(trx, "integrity", tenantId);
  // Sets of findings are compared: with the default, those of a large import would go through files.
  await sql`select set_config('work_mem', '64MB', true)`.execute(trx);
}

/** Brings the findings up to date with what the job wrote, under the lock; its price follows the change. */
export async function refreshFindings(trx: Query, job: ValidatedJob): Promise<FindingChanges> {
  const state = storedState(job.tenantId);
  const subjects = await collectSubjects(trx, job, state);
  await preferIndexes(trx, total(subjects));
  const changes = await replaceFindings(trx, job.tenantId, { jobId: job.id, subjects });
  await forgetSubjects(trx, job.id);
  return changes;
}

/** Validates everything of a tenant anew; what that changes, an update had missed. */
export async function rebuildFindings(db: Pick<Database, "transaction">, tenantId: string): Promise<FindingChanges> {
  return db.transaction({ name: "full global validation" }, async ({ trx }) => {
    await lockFindings(trx, tenantId);
    return replaceFindings(trx, tenantId, null);
  });
}

/** Keeps how the findings would change, had a dry run been none; gives the version that they were compared with. */
export async function previewFindings(trx: Query, job: ValidatedJob): Promise<number> {
  const state = previewedState(job);
  const subjects = await collectSubjects(trx, job, state);
  await preferIndexes(trx, total(subjects));
  const version = await currentVersion(trx, job.tenantId);
  if (subjects.size === 0) return version;
  await sql`
    with violation as materialized (${violations(state, { jobId: job.id, subjects })}),
    issue as materialized (select ${key} from integrity_issue where ${openOf(job.tenantId, { jobId: job.id, subjects })})
    insert into integrity_preview (job_id, opened, ${key})
    select ${job.id}::uuid, true, ${key} from violation where not exists (select from issue where ${sameFinding})
    union all
    select ${job.id}::uuid, false, ${key} from issue where not exists (select from violation where ${sameFinding})
    `.execute(trx);
  await forgetSubjects(trx, job.id);
  return version;
}

function total(subjects: Subjects): number {
  return [...subjects.values()].reduce((sum, count) => sum + count, 0);
}

/** The lock is held, so the places of open findings stay what they are until the statement has closed them. */
async function replaceFindings(trx: Query, tenantId: string, scope: Scope): Promise<FindingChanges> {
  const none = { opened: 0, closed: 0 };
  if (scope?.subjects.size === 0) return { version: await currentVersion(trx, tenantId), ...none };
  const version = await nextVersion(trx, tenantId);
  const { rows } = await sql<{ opened: number; closed: number }>`
    with violation as materialized (${violations(storedState(tenantId), scope)}),
    issue as materialized (select ctid as place, ${key} from integrity_issue where ${openOf(tenantId, scope)}),
    closed as (
      update integrity_issue set until_version = ${version} from issue
      where integrity_issue.ctid = issue.place and not exists (select from violation where ${sameFinding}) returning 1
    ),
    opened as (
      insert into integrity_issue (tenant_id, since_version, ${key})
      select ${tenantId}, ${version}, ${key} from violation
      where not exists (select from issue where ${sameFinding}) returning 1
    )
    select (select count(*) from opened) as opened, (select count(*) from closed) as closed`.execute(trx);
  return { version, ...(rows[0] ?? none) };
}

/** The open findings that a scope covers. */
function openOf(tenantId: string, scope: Scope) {
  const open = sql`tenant_id = ${tenantId} and until_version is null`;
  return scope === null
    ? open
    : sql`${open} and (id, entity) in (select id, entity from integrity_subject where job_id = ${scope.jobId})`;
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

async function forgetSubjects(trx: Query, jobId: string): Promise<void> {
  await trx.deleteFrom("integritySubject").where("jobId", "=", jobId).execute();
  await trx.deleteFrom("touchedRow").where("jobId", "=", jobId).execute();
}
