import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";
import type { StagedJob } from "../staging/staging-tables.js";
import { mergedValue, stagedBesideStored } from "./merged-row.js";
import { rejectStagedRows } from "./reject-staged-rows.js";

/** The job's data that decisions about its rows need. */
export interface ApplyContext extends StagedJob {
  readonly importerId: string;
  readonly dryRun: boolean;
  /** The entity's fields that the file's header has. */
  readonly columns: ReadonlySet<string>;
}

/**
 * Rejects rows that conflict with stored rows: missing references, spans that run backwards once merged, and slugs that
 * two rows would share. A rejected row keeps its stored state, which can make another row invalid, so the rules run
 * until none finds a fault (section D 6 and 7).
 */
export async function rejectByStore(trx: Query, job: ApplyContext): Promise<void> {
  if (!job.dryRun) await holdStoredSpans(trx, job);
  await rejectBackwardSpans(trx, job);
  for (let found = 1; found > 0; ) {
    found = await rejectMissingReferences(trx, job);
    if (job.entity.slug) found += await rejectDuplicateSlugs(trx, job);
  }
}

/** Returns the references in the file's header whose missing target rejects a row. */
export function rejectingReferences({ entity, columns }: ApplyContext): [name: string, target: string][] {
  return Object.entries(entity.fields).flatMap(([name, { reference }]): [string, string][] =>
    reference?.onMissing === "reject" && columns.has(name) ? [[name, reference.entity]] : [],
  );
}

/**
 * Rejects rows with references whose target is missing. A valid row of the same file is a target, too. Once that row is
 * rejected, the rows that refer to it are rejected as well.
 */
async function rejectMissingReferences(trx: Query, job: ApplyContext): Promise<number> {
  const { entity } = job;
  const staging = sql.table(job.staging);
  let found = 0;
  for (const [name, target] of rejectingReferences(job)) {
    const value = sql.ref(`staged.${name}`);
    const sibling = sql`or exists (select from ${staging} as sibling where sibling.valid and sibling.id = ${value})`;
    found += await rejectStagedRows(trx, job, {
      code: "MISSING_REFERENCE",
      column: name,
      hint: `Import the ${target} first, or correct the id.`,
      losers: sql`
        select line, ${value} as value, ${`No ${target} with this id is stored.`}::text as message
        from ${staging} as staged
        where valid and ${value} is not null
          and not (${isStored(job, target, value)} ${target === entity.name ? sibling : sql``})`,
    });
  }
  return found;
}

export function isStored({ tenantId }: ApplyContext, target: string, value: RawBuilder<unknown>) {
  return sql`exists (select from ${sql.table(target)} as target where target.tenant_id = ${tenantId} and target.id = ${value})`;
}

/**
 * Returns whether a target that the decisions relied on was deleted since. If so, the transaction has to be repeated
 * from its decisions. Called under the lock of the findings, which a transaction that deletes rows takes as well.
 */
export async function lostTargets(trx: Query, job: ApplyContext): Promise<boolean> {
  return (
    (await lacksTarget(trx, job, sql`${sql.table(job.staging)} as held where held.valid`)) ||
    (await lacksTarget(trx, job, writtenRows(job)))
  );
}

/** A FROM clause with its conditions: the stored rows with the keys in `touched_row`, named `held`. */
export function writtenRows({ entity, tenantId }: ApplyContext) {
  return sql`
    touched_row join ${sql.table(entity.name)} as held
      on held.tenant_id = ${tenantId} and held.id = touched_row.id where true`;
}

/** @param rows a FROM clause that names the rows `held`, with its conditions */
async function lacksTarget(trx: Query, job: ApplyContext, rows: RawBuilder<unknown>): Promise<boolean> {
  for (const [name, target] of rejectingReferences(job)) {
    const value = sql.ref(`held.${name}`);
    // Counts all such rows: with a limit of one row the planner would scan the targets again for each row.
    const found = await sql<{ lacking: number }>`
      select count(*) as lacking from ${rows} and ${value} is not null and not ${isStored(job, target, value)}
      `.execute(trx);
    if ((found.rows[0]?.lacking ?? 0) > 0) return true;
  }
  return false;
}

/** Returns the rules on the order of two fields of which the file brings one, and the stored row the other. */
function halfStoredRules({ entity, columns }: ApplyContext) {
  return entity.order.filter(({ start, end }) => columns.has(start) !== columns.has(end));
}

/**
 * Locks the stored rows whose start or end is compared with the file, so that no other import changes them before this
 * import is written.
 */
async function holdStoredSpans(trx: Query, job: ApplyContext): Promise<void> {
  if (halfStoredRules(job).length === 0) return;
  await sql`
    select from ${sql.table(job.entity.name)} as stored
    where stored.tenant_id = ${job.tenantId} and stored.id in (
      select id from ${sql.table(job.staging)} where valid
    ) order by stored.id for update`.execute(trx);
}

/**
 * Rejects spans that run backwards, where one end is stored. Spans with both ends in the file were validated with their
 * row.
 */
async function rejectBackwardSpans(trx: Query, job: ApplyContext): Promise<void> {
  for (const { start, end } of halfStoredRules(job)) {
    const [from, to] = [start, end].map((name) => mergedValue(job.entity, name, job.columns));
    const column = job.columns.has(end) ? end : start;
    await rejectStagedRows(trx, job, {
      code: "END_BEFORE_START",
      column,
      hint: `Send ${start} and ${end} together, or correct ${column}.`,
      losers: sql`
        select staged.line, null::text as value,
          ${`${end} would not lie after ${start}, one of which is stored.`}::text as message
        from ${stagedBesideStored(job)} and ${to} <= ${from}`,
    });
  }
}

/**
 * Rejects rows whose slug another row has after the import. The slug stays with a stored row that the file neither
 * touches nor deletes, then with a row that has it already, then with the earlier line.
 */
async function rejectDuplicateSlugs(trx: Query, job: ApplyContext): Promise<number> {
  const { entity } = job;
  const slugField = entity.slug?.field ?? "";
  const slug = sql.ref(slugField);
  return rejectStagedRows(trx, job, {
    code: "DUPLICATE_SLUG",
    column: slugField,
    hint: "Choose another slug, or leave the cell empty to have one made.",
    losers: sql`
      with final as materialized (
        select staged.line, staged.id, stored.${slug} as stored_slug,
          ${mergedValue(entity, slugField, job.columns)} as slug
        from ${stagedBesideStored(job)}
      ),
      moved as materialized (select slug from final where slug is distinct from stored_slug),
      -- Only slugs that several rows want are put in an order, of which one row at least wants a slug that it has not.
      ranked as (
        select *, first_value(line) over (
          partition by slug order by (slug is not distinct from stored_slug) desc, line
        ) as standing_line from final where slug in (
          select slug from final where slug in (select slug from moved) group by slug having count(*) > 1)
      ),
      -- Materialized: the planner would otherwise look first for the stored rows that the file does not move.
      taken as materialized (
        select final.line, final.slug, stored.id
        from final join ${sql.table(entity.name)} as stored
          on stored.tenant_id = ${job.tenantId} and stored.${slug} = final.slug and stored.id <> final.id
        where final.slug is distinct from final.stored_slug
      )
      select line, slug as value, format('The row on line %s has the same slug.', standing_line) as message
      from ranked where line <> standing_line
      union all
      select line, slug, 'A stored row already has this slug.' from taken
      where not exists (select from final as moving where moving.id = taken.id)
        and not exists (select from leaving_row as leaving where leaving.id = taken.id)
        and not exists (select from ranked where ranked.line = taken.line and ranked.line <> standing_line)`,
  });
}
