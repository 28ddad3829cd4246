import { type RawBuilder, sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { ownTable } from "./own-tables.js";

/** An import with the table that its rows are staged in. */
export interface StagedJob {
  readonly id: string;
  readonly tenantId: string;
  readonly entity: Entity;
  /** The staging table's name, as `sql.table` takes it. */
  readonly staging: string;
}

/** The empty table that every staging table of an entity is like. */
export function stagingTemplate({ name }: Pick<Entity, "name">): string {
  return `staged_${name}`;
}

/** The table that a transaction stages rows in. */
export interface Staging {
  readonly table: string;
  /** Whether it was made for this transaction, which has to drop it. */
  readonly isOwn: boolean;
}

/**
 * Up to so many rows a table that the session keeps serves; more are scanned by several of Postgres's processes at
 * once.
 */
const mostInSession = 20_000;

/**
 * The staging table of a transaction that stages rows and writes them, empty. For few rows it is the session's, so that
 * it is empty at the commit and leaves nothing dead behind, and its keys and lines are indexed. For many it is a table
 * of the job, since a temporary one is read from disk by one process each time.
 *
 * @param rows how many may be staged
 */
export async function useStaging(
  trx: Query,
  { id, entity }: Pick<StagedJob, "id" | "entity">,
  rows: number,
): Promise<Staging> {
  if (rows <= mostInSession) return { table: sessionTable(entity), isOwn: false };
  const table = ownTable(id, "rows");
  await sql`
    create unlogged table ${sql.table(table)} ${likeTemplate(entity)} with (autovacuum_enabled = off)`.execute(trx);
  return { table, isOwn: true };
}

/** What makes the staging table that a session keeps, where it has none yet. */
export function sessionStaging(entity: Entity): RawBuilder<unknown> {
  const table = sessionTable(entity);
  return sql`
    create temporary table if not exists ${sql.table(table)} ${likeTemplate(entity)} on commit delete rows;
    create index if not exists ${sql.ref(`${table}_key`)} on ${sql.table(table)} (id);
    create index if not exists ${sql.ref(`${table}_line`)} on ${sql.table(table)} (line)`;
}

function sessionTable({ name }: Entity): string {
  return `incoming_${name}`;
}

function likeTemplate(entity: Entity): RawBuilder<unknown> {
  return sql`(like ${sql.table(stagingTemplate(entity))} including defaults)`;
}

/** Drops a staging table that was made for the transaction. */
export async function dropStaging(trx: Query, { table, isOwn }: Staging): Promise<void> {
  if (isOwn) await sql`drop table ${sql.table(table)}`.execute(trx);
}

/** Above so many rows an index costs more than it saves: they are joined whole. */
const mostIndexed = 100_000;

/** Indexes the rows of a job's own staging table where they are few; the table of a session has its indexes already. */
export async function indexStaging(trx: Query, { table, isOwn }: Staging, rows: number): Promise<void> {
  if (!isOwn || rows > mostIndexed) return;
  await sql`
    create index on ${sql.table(table)} (id);
    create index on ${sql.table(table)} (line)`.execute(trx);
}
