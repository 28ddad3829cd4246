import { type RawBuilder, sql } from "kysely";
import { entityList } from "../../domain/entities/index.js";
import type { FindingCode } from "../../domain/integrity-rule.js";
import type { Query } from "../database.js";

/** One violation of a rule: the row that it is about, and the row or entity that the row refers to. */
export interface Finding {
  readonly entity: string;
  readonly id: string;
  readonly code: FindingCode;
  readonly field: string;
  readonly targetEntity: string;
  readonly targetId: string;
}

/** Selects the findings of a tenant at a version, with the changes that a dry run would make to them. */
export interface FindingsOf {
  readonly tenantId: string;
  readonly version: number;
  /** The id of the dry run; null: none. */
  readonly previewOf: string | null;
}

/** All findings of one rule: how many there are, and the first of them by id. */
export interface FindingGroup {
  readonly entity: string;
  readonly code: FindingCode;
  readonly field: string;
  readonly targetEntity: string;
  readonly total: number;
  readonly first: readonly { readonly id: string; readonly targetId: string }[];
}

const columns = sql`entity, id, code, field, target_entity, target_id`;

/**
 * A query of the findings. Open findings and those closed afterwards are queried separately, since each kind has its
 * own index. `page` narrows each query, so that neither reads more than a page.
 */
function findingsOf({ tenantId, version, previewOf }: FindingsOf, page = sql``): RawBuilder<unknown> {
  const stays =
    previewOf === null
      ? sql`true`
      : sql`not exists (
          select from integrity_preview as preview where preview.job_id = ${previewOf} and not preview.opened
            and (preview.entity, preview.id, preview.code, preview.field, preview.target_id)
              = (issue.entity, issue.id, issue.code, issue.field, issue.target_id)
          -- Keeps this a look-up by index for each finding: a join would expect few rows of a young dry run.
          offset 0)`;
  const inForce = (until: RawBuilder<unknown>) => sql`
    (select ${columns} from integrity_issue as issue
    where tenant_id = ${tenantId} and since_version <= ${version} and ${until} and ${stays} ${page})`;
  const opened = sql`(select ${columns} from integrity_preview where job_id = ${previewOf} and opened ${page})`;
  return sql`(
    ${inForce(sql`until_version is null`)} union all ${inForce(sql`until_version > ${version}`)}
    ${previewOf === null ? sql`` : sql`union all ${opened}`})`;
}

/** Returns the findings by rule, each rule with at most `limit` findings. All are counted; few are read in order. */
export async function groupFindings(db: Query, of: FindingsOf, limit: number): Promise<FindingGroup[]> {
  const rule = sql`entity, code, field, target_entity`;
  const sameRule = sql`
    finding.entity = counted.entity and finding.code = counted.code and finding.field = counted.field
    and finding.target_entity = counted.target_entity`;
  const { rows } = await sql<FindingGroup>`
    select ${rule}, total, array(
      select jsonb_build_object('id', id, 'targetId', target_id) from ${findingsOf(of)} as finding
      where ${sameRule} order by id, target_id limit ${limit}
    ) as first
    from (select ${rule}, count(*) as total from ${findingsOf(of)} as finding group by ${rule}) as counted
    order by entity, code, field`.execute(db);
  return rows;
}

/** Counts the distinct targets of a rule's findings, and returns the first `limit` of them. */
export async function countTargets(
  db: Query,
  of: FindingsOf,
  { entity, code, field }: Pick<FindingGroup, "entity" | "code" | "field">,
  limit: number,
): Promise<{ readonly total: number; readonly first: readonly string[] }> {
  const rule = sql`finding.entity = ${entity} and finding.code = ${code} and finding.field = ${field}`;
  const targets = sql`select distinct target_id from ${findingsOf(of)} as finding where ${rule}`;
  const { rows } = await sql<{ total: number; first: string[] }>`
    with target as materialized (${targets})
    select (select count(*) from target) as total,
      array(select target_id from target order by target_id limit ${limit}) as first`.execute(db);
  return rows[0] ?? { total: 0, first: [] };
}

export interface FindingPage {
  readonly entity?: string | undefined;
  readonly code?: string | undefined;
  /** The importer that owns the rows; undefined: findings about the rows of all importers. */
  readonly importerId?: string | undefined;
  /** The last finding of the page before. */
  readonly after: Omit<Finding, "targetEntity"> | null;
  readonly limit: number;
}

/** A page of findings, in the order of entity, code, field, id and target. */
export async function listFindings(db: Query, of: FindingsOf, page: FindingPage): Promise<Finding[]> {
  const { entity, code, importerId, after, limit } = page;
  const order = sql`entity, code, field, id, target_id`;
  const narrowed = sql`
    ${entity === undefined ? sql`` : sql`and entity = ${entity}`}
    ${code === undefined ? sql`` : sql`and code = ${code}`}
    ${importerId === undefined ? sql`` : sql`and ${isOwnedBy(of.tenantId, importerId)}`}
    ${after ? sql`and (${order}) > (${after.entity}, ${after.code}, ${after.field}, ${after.id}, ${after.targetId})` : sql``}
    order by ${order} limit ${limit}`;
  const { rows } = await sql<Finding>`
    select ${columns} from ${findingsOf(of, narrowed)} as finding order by ${order} limit ${limit}`.execute(db);
  return rows;
}

/** Whether the row that a finding is about belongs to an importer. */
function isOwnedBy(tenantId: string, importerId: string): RawBuilder<unknown> {
  const owned = entityList.map(
    ({ name }) => sql`(entity = ${sql.lit(name)} and exists (
      select from ${sql.table(name)} as owned
      where owned.tenant_id = ${tenantId} and owned.id = issue.id and owned.importer_id = ${importerId}))`,
  );
  return sql`(${sql.join(owned, sql` or `)})`;
}

/** Selects the open findings of a tenant. */
export async function tenantFindings(db: Query, tenantId: string): Promise<FindingsOf> {
  const known = await db
    .selectFrom("integrityVersion")
    .select("version")
    .where("tenantId", "=", tenantId)
    .executeTakeFirst();
  return { tenantId, version: known?.version ?? 0, previewOf: null };
}
