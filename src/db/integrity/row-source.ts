import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { StagedJob } from "../staging/staging-tables.js";

/** Rows of an entity under an alias: an item of a FROM clause, and the condition that selects the rows. */
export interface RowSource {
  readonly from: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  /** Whether the rows are in a staging table. It has only the index of its key. */
  readonly isStaged: boolean;
}

/** The state that the global validation checks: a tenant's stored rows, or the rows that a dry run would leave. */
export interface ValidatedState {
  /** The entity's rows; each row is in exactly one of the sources. */
  sources(entity: Entity, alias: string): readonly RowSource[];
}

export function storedState(tenantId: string): ValidatedState {
  return { sources: (entity, alias) => [storedRows(entity, tenantId, alias)] };
}

/**
 * The state that a dry run would leave: its valid staged rows, which hold merged values, and the stored rows that it
 * neither replaces nor deletes.
 */
export function previewedState(job: StagedJob): ValidatedState {
  const { tenantId, entity: imported } = job;
  const staging = sql.table(job.staging);

  function previewed(alias: string): RowSource[] {
    const { from, where } = storedRows(imported, tenantId, alias);
    const replaced = sql`
      exists (select from ${staging} as staged
        where staged.valid and staged.id = ${sql.ref(`${alias}.id`)})`;
    const leaves = sql`
      exists (select from leaving_row as leaving where leaving.id = ${sql.ref(`${alias}.id`)})`;
    return [
      {
        from: sql`${staging} as ${sql.ref(alias)}`,
        where: sql`${sql.ref(`${alias}.valid`)}`,
        isStaged: true,
      },
      { from, where: sql`${where} and not ${replaced} and not ${leaves}`, isStaged: false },
    ];
  }

  return {
    sources: (entity, alias) =>
      entity.name === imported.name ? previewed(alias) : [storedRows(entity, tenantId, alias)],
  };
}

function storedRows(entity: Entity, tenantId: string, alias: string): RowSource {
  return {
    from: sql`${sql.table(entity.name)} as ${sql.ref(alias)}`,
    where: sql`${sql.ref(`${alias}.tenantId`)} = ${tenantId}`,
    isStaged: false,
  };
}
