import { type RawBuilder, sql } from "kysely";
import { entityList } from "../../domain/entities/index.js";
import { type Entity, isReferredTo, referencesTo, referredEntity } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { preferIndexes } from "../planner.js";
import type { StagedJob } from "../staging/staging-tables.js";
import type { ValidatedState } from "./row-source.js";
import { mostLookups, type Subjects } from "./violations.js";

/** Whether writing the entity's rows can change findings about itself or others; if not, nothing is collected. */
export function isValidated(entity: Entity): boolean {
  return entity.integrity.length > 0 || Object.values(entity.fields).some(({ reference }) => reference !== null);
}

/** The entity's fields on whose old values other rows' findings depend: kept when a row is written. */
export function watchedFields(entity: Entity): string[] {
  const listed = entity.integrity.flatMap((rule) => (rule.kind === "onePer" ? [rule.items, rule.per] : []));
  const referring = entityList.flatMap(({ integrity }) =>
    integrity.flatMap((rule) => (rule.kind === "referredTo" && rule.by === entity.name ? [rule.field] : [])),
  );
  return [...new Set([...listed, ...referring])];
}

/** Makes the working tables of one transaction that touches rows. */
export async function prepareValidation(trx: Query): Promise<void> {
  await validationTables.execute(trx);
}

/**
 * The working tables of one transaction: rows it touched, with the watched fields as they were, rows that leave with
 * it, and whose findings have to be looked at again. Temporary, so that they are empty at the next commit and leave
 * nothing dead behind; ordinary tables that fill and empty a thousand times an hour slow down between two vacuums. One
 * round trip for all of them.
 */
export const validationTables = sql`
    create temporary table if not exists touched_row (id text collate "C" not null, before jsonb) on commit delete rows;
    create temporary table if not exists integrity_subject (
      entity text not null, id text collate "C" not null, primary key (entity, id)
    ) on commit delete rows;
    create temporary table if not exists leaving_row (id text collate "C" primary key) on commit delete rows`;

/** Whether a field's value, one id or many, is that of a row that leaves. */
export function refersToLeaving(value: RawBuilder<unknown>, many: boolean) {
  return many
    ? sql`exists (select from unnest(${value}) as item (id) join leaving_row on leaving_row.id = item.id collate "C")`
    : sql`${value} in (select id from leaving_row)`;
}

/** What changed the store. */
export interface Change {
  readonly tenantId: string;
  readonly entity: Entity;
  /** A query of the keys that may be new; null where none can be. */
  readonly arrived: RawBuilder<unknown> | null;
  /** Whether rows left, which are in `leaving_row`. */
  readonly leaving?: boolean;
  /** The version of the findings before, where it is known. */
  readonly version?: number;
}

/** The keys of a job's valid staged rows, as `Change.arrived`. */
export function stagedKeys({ staging }: Pick<StagedJob, "staging">): RawBuilder<unknown> {
  return sql`select id from ${sql.table(staging)} where valid`;
}

/** The keys of all stored rows: more than those that a job has written without staging them. */
export function storedKeys({ tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">): RawBuilder<unknown> {
  return sql`select id from ${sql.table(entity.name)} where tenant_id = ${tenantId}`;
}

/**
 * Collects whose findings a job may have changed, by the rows it touched: they themselves, the rows that refer to one
 * that is new or gone, the rows that their watched fields refer to or referred to before, and the members of cycles old
 * and new.
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

  /** Few subjects are looked up by index; for many the planner gets statistics and decides. */
  async function chooseJoins(db: Query, subjects: number): Promise<void> {
    await preferIndexes(db, subjects, mostLookups);
    if (subjects > mostLookups) await sql`analyze integrity_subject`.execute(db);
  }

  /** Who refers to a row that leaves. */
  async function addReferrers(referrer: Entity, field: string, many: boolean): Promise<void> {
    for (const { from, where } of state.sources(referrer, "referrer")) {
      const holds = refersToLeaving(sql.ref(`referrer.${field}`), many);
      const id = sql.ref("referrer.id");
      await add(sql`select ${referrer.name}, ${id} from ${from} where ${where} and ${holds}`);
    }
  }

  /** What a watched field refers to now, and what it referred to before. */
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

  /** Whom the subjects' ways lead to, by the field as it is and, where it closed a cycle, as it was. */
  async function addWays(field: string): Promise<void> {
    // A way can have as many steps as there are rows: each has to be a lookup, no matter what the planner expects.
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
