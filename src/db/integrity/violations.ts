import { type RawBuilder, sql } from "kysely";
import { entityList, entityNamed } from "../../domain/entities/index.js";
import { type Entity, referredEntity } from "../../domain/entity.js";
import type { FindingCode, IntegrityRule } from "../../domain/integrity-rule.js";
import type { Query } from "../database.js";
import { preferIndexes } from "../planner.js";
import { findCycles } from "./cycles.js";
import type { RowSource, ValidatedState } from "./row-source.js";

/** The rows whose findings are computed: all rows (null), or the subjects that a job may have changed. */
export type Scope = { readonly subjects: Subjects } | null;

/** Up to this many subjects, each is looked up by index. With more subjects, tables and lists are read whole. */
export const mostLookups = 20_000;

/** The number of rows whose findings may have changed, by entity. */
export type Subjects = ReadonlyMap<string, number>;

/** One rule: the rows that its findings are about, and the rule's part of a finding's key. */
interface Rule {
  readonly entity: string;
  readonly code: FindingCode;
  readonly field: string;
  readonly targetEntity: string;
  /** A query of `id` and `target_id`. */
  findings(state: ValidatedState, scope: Scope): RawBuilder<unknown>;
}

const noFindings = sql`
  select null::text as entity, null::text as id, null::text as code, null::text as field, null::text as target_entity,
    null::text as target_id where false`;

/**
 * Every violation of every rule in a state, as a query of (entity, id, code, field, target_entity, target_id). The
 * same queries serve the full validation and the incremental one; only the scope differs.
 */
export function violations(state: ValidatedState, scope: Scope): RawBuilder<unknown> {
  const rules = entityList
    .flatMap((entity) => [...referenceRules(entity), ...entity.integrity.map((rule) => declaredRule(entity, rule))])
    .filter(({ entity }) => scope === null || scope.subjects.has(entity));
  const queries = rules.map(
    ({ entity, code, field, targetEntity, findings }) => sql`
      select ${sql.lit(entity)} as entity, id, ${sql.lit(code)} as code, ${sql.lit(field)} as field,
        ${sql.lit(targetEntity)} as target_entity, target_id
      from (${findings(state, scope)}) as found`,
  );
  return queries.length > 0 ? sql.join(queries, sql` union all `) : noFindings;
}

function referenceRules(entity: Entity): Rule[] {
  return Object.entries(entity.fields).flatMap(([name, field]): Rule[] => {
    if (!field.reference) return [];
    const target = entityNamed(field.reference.entity);
    const findings: Rule["findings"] = (state, scope) =>
      field.parseItems
        ? missingItems(entity, name, target, state, scope)
        : missingTarget(entity, name, target, state, scope);
    return [{ entity: entity.name, code: "MISSING_REFERENCE", field: name, targetEntity: target.name, findings }];
  });
}

function declaredRule(entity: Entity, rule: IntegrityRule): Rule {
  const { code } = rule;
  switch (rule.kind) {
    case "filled":
      return {
        ...{ entity: entity.name, code, field: rule.field, targetEntity: "" },
        findings: (state, scope) => unfilled(entity, rule.field, state, scope),
      };
    case "referredTo":
      return {
        ...{ entity: entity.name, code, field: rule.field, targetEntity: rule.by },
        findings: (state, scope) => unreferred(entity, entityNamed(rule.by), rule.field, state, scope),
      };
    case "onePer": {
      const member = referredEntity(entity, rule.items);
      return {
        ...{ entity: member, code, field: rule.items, targetEntity: referredEntity(entity, rule.per) },
        findings: (state, scope) => repeatedMembers({ entity, member, items: rule.items, per: rule.per }, state, scope),
      };
    }
    case "acyclic":
      return {
        ...{ entity: entity.name, code, field: rule.field, targetEntity: entity.name },
        findings: (state, scope) => onCycle(entity, rule.field, state, scope),
      };
  }
}

function missingTarget(entity: Entity, field: string, target: Entity, state: ValidatedState, scope: Scope) {
  const value = sql.ref(`subject.${field}`);
  return subjectsOf(
    entity,
    state,
    scope,
    ({ from, where }) => sql`
      select subject.id, ${value} as target_id from ${from}
      where ${where} and ${value} is not null and not ${isStored(target, value, state)}`,
  );
}

function missingItems(entity: Entity, field: string, target: Entity, state: ValidatedState, scope: Scope) {
  const items = sql`unnest(${sql.ref(`subject.${field}`)}) as item (id)`;
  return subjectsOf(
    entity,
    state,
    scope,
    ({ from, where }) => sql`
      select distinct subject.id, item.id as target_id from ${from}, ${items}
      where ${where} and not ${isStored(target, sql.ref("item.id"), state)}`,
  );
}

/** A query of (id, next): each step of the chains from the entity's rows in scope. The scope contains whole chains. */
function edges(entity: Entity, field: string, state: ValidatedState, scope: Scope) {
  const next = sql.ref(`subject.${field}`);
  return subjectsOf(
    entity,
    state,
    scope,
    ({ from, where }) => sql`select subject.id, ${next} as next from ${from} where ${where} and ${next} is not null`,
  );
}

function onCycle(entity: Entity, field: string, state: ValidatedState, scope: Scope) {
  return sql`
    select id, next as target_id from (${edges(entity, field, state, scope)}) as edge
    where id in (select cycle.id from integrity_cycle as cycle where cycle.entity = ${sql.lit(entity.name)})`;
}

/** Finds the cycles that the queries of `violations` read. Call it before them. */
export async function findAllCycles(trx: Query, state: ValidatedState, scope: Scope): Promise<void> {
  for (const entity of entityList) {
    for (const rule of entity.integrity) {
      if (rule.kind !== "acyclic" || (scope !== null && !scope.subjects.has(entity.name))) continue;
      await findCycles(trx, entity.name, edges(entity, rule.field, state, scope));
    }
  }
  const subjects = scope === null ? Number.POSITIVE_INFINITY : [...scope.subjects.values()].reduce((a, b) => a + b, 0);
  await preferIndexes(trx, subjects, mostLookups);
}

function unfilled(entity: Entity, field: string, state: ValidatedState, scope: Scope) {
  const entries = sql`coalesce(cardinality(${sql.ref(`subject.${field}`)}), 0)`;
  return subjectsOf(
    entity,
    state,
    scope,
    ({ from, where }) => sql`select subject.id, '' as target_id from ${from} where ${where} and ${entries} = 0`,
  );
}

/** Stored references are looked up by index. Staged references have no index: one `except` excludes the rows of all. */
function unreferred(entity: Entity, by: Entity, field: string, state: ValidatedState, scope: Scope) {
  const value = sql.ref(`referrer.${field}`);
  const sources = state.sources(by, "referrer");
  const stored = sources.filter(({ isStaged }) => !isStaged);
  const staged = sources.filter(({ isStaged }) => isStaged);
  const candidates = subjectsOf(
    entity,
    state,
    scope,
    ({ from, where }) => sql`
      select subject.id, '' as target_id from ${from}
      where ${where} and not ${existsIn(stored, sql`${value} = subject.id`)}`,
  );
  const referred = staged.map(({ from, where }) => sql` except select ${value}, '' from ${from} where ${where}`);
  return sql`(${candidates})${sql.join(referred, sql``)}`;
}

interface OnePer {
  readonly entity: Entity;
  readonly member: string;
  readonly items: string;
  readonly per: string;
}

function repeatedMembers({ entity, member, items, per }: OnePer, state: ValidatedState, scope: Scope) {
  const [list, owner] = [sql.ref(`listing.${items}`), sql.ref(`listing.${per}`)];
  const inScope = scope && sql`scope.entity = ${sql.lit(member)}`;
  const memberships = unionOf(state.sources(entity, "listing"), ({ from, where, isStaged }) => {
    if (inScope && !isStaged && (scope.subjects.get(member) ?? 0) <= mostLookups) {
      // The `offset` is an optimisation fence: without statistics the planner would look up rows by their tenant, which
      // is all rows.
      return sql`
        select member_id as id, ${owner} as target_id, listing.id as listing_id
        from (
          select scope.id as member_id, listing.* from integrity_subject as scope join ${from} on ${list} @> array[scope.id]
          where ${inScope} offset 0
        ) as listing where ${where}`;
    }
    const chosen = inScope
      ? sql`member.id in (select scope.id from integrity_subject as scope where ${inScope})`
      : sql`true`;
    return sql`
      select member.id, ${owner} as target_id, listing.id as listing_id
      from ${from}, unnest(${list}) as member (id) where ${where} and ${chosen}`;
  });
  return sql`
    select id, target_id from (${memberships}) as membership
    group by id, target_id having count(distinct listing_id) > 1`;
}

/** Whether a row with this id exists. The planner chooses between a look-up per id and a hash of all ids. */
function isStored(target: Entity, id: RawBuilder<unknown>, state: ValidatedState) {
  return existsIn(state.sources(target, "target"), sql`target.id = ${id}`);
}

function existsIn(sources: readonly RowSource[], condition: RawBuilder<unknown>) {
  const places = sources.map(({ from, where }) => sql`exists (select from ${from} where ${where} and ${condition})`);
  return sql`(${sql.join(places, sql` or `)})`;
}

/** A query over the entity's rows in scope, as `subject`. */
function subjectsOf(
  entity: Entity,
  state: ValidatedState,
  scope: Scope,
  query: (source: Pick<RowSource, "from" | "where">) => RawBuilder<unknown>,
) {
  return unionOf(state.sources(entity, "subject"), ({ from, where }) => {
    if (scope === null) return query({ from, where });
    const chosen = sql`scope.entity = ${sql.lit(entity.name)}`;
    return query({
      from: sql`integrity_subject as scope join ${from} on subject.id = scope.id`,
      where: sql`${chosen} and ${where}`,
    });
  });
}

function unionOf(sources: readonly RowSource[], query: (source: RowSource) => RawBuilder<unknown>) {
  return sql.join(sources.map(query), sql` union all `);
}
