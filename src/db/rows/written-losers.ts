import { type RawBuilder, sql } from "kysely";
import { type ApplyContext, isStored, rejectingReferences, writtenRows } from "./decide-rows.js";
import { mergedValue, stagedBesideStored } from "./merged-row.js";

/**
 * Returns queries of the keys of written rows that refer to a row which is neither stored nor staged as valid.
 *
 * @param targets the entities of the targets: after the first check only rows of the job's own entity can be deleted
 */
export function writtenWithoutTarget(job: ApplyContext, targets: "all" | "own"): RawBuilder<unknown>[] {
  const { entity, staging } = job;
  return rejectingReferences(job).flatMap(([name, target]) => {
    if (targets === "own" && target !== entity.name) return [];
    const value = sql.ref(`held.${name}`);
    const isStaged = sql`exists (
      select from ${sql.table(staging)} as sibling where sibling.valid and sibling.id = ${value})`;
    const isThere =
      target === entity.name ? sql`${isStored(job, target, value)} or ${isStaged}` : isStored(job, target, value);
    return sql`select held.id from ${writtenRows(job)} and ${value} is not null and not (${isThere})`;
  });
}

/**
 * Returns a query of the keys of rows that the job has written and whose slug a staged row has too; null if the entity
 * has no slug.
 */
export function writtenWithStagedSlug(job: ApplyContext): RawBuilder<unknown> | null {
  const { entity, tenantId, id } = job;
  if (!entity.slug) return null;
  const slug = sql.ref(entity.slug.field);
  return sql`
    with final as materialized (
      select staged.id, ${mergedValue(entity, entity.slug.field, job.columns)} as slug
      from ${stagedBesideStored(job)}
    )
    select written.id from final join ${sql.table(entity.name)} as written
      on written.tenant_id = ${tenantId} and written.${slug} = final.slug
    where written.job_id = ${id}::uuid and written.id <> final.id`;
}

/** Returns a query of the keys of rows that the job has written and whose slug another stored row has too. */
export function writtenWithSharedSlug({ entity, tenantId, id }: ApplyContext): RawBuilder<unknown> {
  const [slug, table] = [sql.ref(entity.slug?.field ?? ""), sql.table(entity.name)];
  return sql`
    with shared as materialized (
      select ${slug} as slug from ${table} where tenant_id = ${tenantId} group by ${slug} having count(*) > 1
    )
    select id from ${table}
    where tenant_id = ${tenantId} and job_id = ${id}::uuid and ${slug} in (select slug from shared)`;
}
