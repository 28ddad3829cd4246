import { type RawBuilder, sql } from "kysely";
import { entityList } from "../../domain/entities/index.js";
import { type Entity, isReferredTo, referencesTo, referredEntity } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { preferIndexes } from "../planner.js";
import type { StagedJob } from "../staging/staging-tables.js";
import type { ValidatedState } from "./row-source.js";
import { mostLookups, type Subjects } from "./violations.js";

/** Whether a write of the entity's rows can change findings about them or other rows. If not, nothing is collected. */
export function isValidated(entity: Entity): boolean {
  return entity.integrity.length > 0 || Object.values(entity.fields).some(({ reference }) => reference !== null);
}

/**
 * Returns the fields whose old values the findings of other rows depend on. The old values are kept when a row is
 * written.
 */
export function watchedFields(entity: Entity): string[] {
  const listed = entity.integrity.flatMap((rule) => (rule.kind === "onePer" ? [rule.items, rule.per] : []));
  const referring = entityList.flatMap(({ integrity }) =>
    integrity.flatMap((rule) => (rule.kind === "referredTo" && rule.by === entity.name ? [rule.field] : [])),
  );
  return [...new Set([...listed, ...referring])];
}

/** Creates the working tables of one transaction that writes rows. */
export async function prepareValidation(trx: Query): Promise<void> {
  await validationTables.execute(trx);
}

/**
 * Creates the working tables of one transaction, in one round trip: the rows it wrote, with the old values of the
 * watched fields; the rows it deletes; and the rows whose findings have to be validated again. The tables are
 * temporary, so that they are empty at the next commit and leave no dead rows. Ordinary tables that fill and empty a
 * thousand times an hour slow down between two vacuums.
 */
export const validationTables = sql`
    create temporary table if not exists touched_row (id text collate "C" not null, before jsonb) on commit delete rows;
    create temporary table if not exists integrity_subject (
      entity text not null, id text collate "C" not null, primary key (entity, id)
    ) on commit delete rows;
    create temporary table if not exists leaving_row (id text collate "C" primary key) on commit delete rows`;

/** Whether a field's value, one id or many, contains the id of a row in `leaving_row`. */
export function refersToLeaving(value: RawBuilder<unknown>, many: boolean) {
  return many
    ? sql`exists (select from unnest(${value}) as item (id) join leaving_row on leaving_row.id = item.id collate "C")`
    : sql`${value} in (select id from leaving_row)`;
}

/** A change of the stored rows. */
export interface Change {
  readonly tenantId: string;
  readonly entity: Entity;
  /** A query of the keys that may be new; null if no key can be new. */
  readonly arrived: RawBuilder<unknown> | null;
  /** Whether rows are deleted; they are in `leaving_row`. */
  readonly leaving?: boolean;
  /** The version of the findings before the change, if it is known. */
  readonly version?: number;
}

/** The keys of a job's valid staged rows, as `Change.arrived`. */
export function stagedKeys({ staging }: Pick<StagedJob, "staging">): RawBuilder<unknown> {
  return sql`select id from ${sql.table(staging)} where valid`;
}

/**
 * The keys of all stored rows, as `Change.arrived` of a job that wrote rows without staging them. They include more
 * than the new keys.
 */
export function storedKeys({ tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">): RawBuilder<unknown> {
  return sql`select id from ${sql.table(entity.name)} where tenant_id = ${tenantId}`;
}

/**
 * Collects the rows whose findings a job may have changed: the rows it wrote, the rows that refer to a new or deleted
 * row, the rows that the watched fields refer to or referred to before, and the members of old and new cycles. Returns
 * their number by entity.
 */
export async function collectSubjects(
  trx: Query,
  { arrived, tenantId, entity, leaving = false }: Change,
  state: ValidatedState,
): Promise<Subjects> {
  const add = (query: ReturnType<typeof sql>) =>
    sql`insert into integrity_subject (entity, id) ${query} on conflict do nothing`.execute(trx);

  if (arrived !== null && isReferredTo(entity, entityList)) {
    await add(sql`
      select distinct issue.entity, issue.id from integrity_issue as issue
      where issue.tenant_id = ${tenantId} and issue.target_entity = ${entity.name} and issue.until_version is null
        and issue.code = 'MISSING_REFERENCE' and issue.target_id in (${arrived})`);
  }
  if (leaving)
    for (const { referrer, field, many } of referencesTo(entity, entityList)) await addReferrers(referrer, field, many);
  if (isValidated(entity)) {
    await add(sql`select distinct ${entity.name}, id from touched_row`);
    for (const field of watchedFields(entity)) await addReferred(field);
    for (const rule of entity.integrity) if (rule.kind === "acyclic") await addWays(rule.field);
  }
  const { rows } = await sql<{ entity: string; count: number }>`
    select entity, count(*) as count from integrity_subject group by entity`.execute(trx);
  const subjects = new Map(rows.map(({ entity: name, count }) => [name, count]));
  if (subjects.size === 0) return subjects;
  await chooseJoins(
    trx,
    [...subjects.values()].reduce((sum, count) => sum + count, 0),
  );
  return subjects;

  /** Few subjects are looked up by index. For many, the planner gets statistics and decides. */
  async function chooseJoins(db: Query, subjects: number): Promise<void> {
    await preferIndexes(db, subjects, mostLookups);
    if (subjects > mostLookups) await sql`analyze integrity_subject`.execute(db);
  }

  /** Adds the rows that refer to a row in `leaving_row`. */
  async function addReferrers(referrer: Entity, field: string, many: boolean): Promise<void> {
    for (const { from, where } of state.sources(referrer, "referrer")) {
      const holds = refersToLeaving(sql.ref(`referrer.${field}`), many);
      const id = sql.ref("referrer.id");
      await add(sql`select ${referrer.name}, ${id} from ${from} where ${where} and ${holds}`);
    }
  }

  /** Adds the rows that a watched field refers to, and those it referred to before. */
  async function addReferred(field: string): Promise<void> {
    const target = referredEntity(entity, field);
    const many = entity.fields[field]?.parseItems !== undefined;
    const before = many
      ? sql`jsonb_array_elements_text(case jsonb_typeof(before -> ${field}) when 'array' then before -> ${field} else '[]' end)`
      : sql`lateral (values (before ->> ${field}))`;
    await add(sql`
      select distinct ${target}, was.id from touched_row, ${before} as was (id)
      where before is not null and was.id is not null`);
    for (const { from, where } of state.sources(entity, "written")) {
      const value = sql.ref(`written.${field}`);
      const now = many ? sql`unnest(${value})` : sql`lateral (values (${value}))`;
      await add(sql`
        select distinct ${target}, now.id from touched_row join ${from} on written.id = touched_row.id, ${now} as now (id)
        where ${where} and now.id is not null`);
    }
  }

  /**
   * Adds the rows on the chains from the subjects, by the field's value and, if it closed a cycle, by its old value.
   */
  async function addWays(field: string): Promise<void> {
    // A chain can have as many steps as there are rows. Each step has to be an index look-up, regardless of the
    // planner's estimate.
    await preferIndexes(trx, 0);
    const next = sql.ref(`step.${field}`);
    const edges = state
      .sources(entity, "step")
      .map(({ from, where }) => sql`select ${next} as next from ${from} where ${where} and step.id = way.id`);
    const closed = sql`
      select target_id as next from integrity_issue
      where tenant_id = ${tenantId} and entity = ${entity.name} and field = ${field} and until_version is null
        and code = 'PARENT_CYCLE' and id = way.id`;
    await add(sql`
      with recursive way as (
        select id from integrity_subject where entity = ${entity.name}
        union
        select edge.next from way, lateral (${sql.join([...edges, closed], sql` union all `)}) as edge
        where edge.next is not null
      ) select ${entity.name}, id from way`);
  }
}
