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

/** Returns the name of the empty table that is the template of an entity's staging tables. */
export function stagingTemplate({ name }: Pick<Entity, "name">): string {
  return `staged_${name}`;
}

/** The table that a transaction stages rows in. */
export interface Staging {
  readonly table: string;
  /** Whether the table was created for this transaction, which has to drop it. */
  readonly isOwn: boolean;
}

/**
 * The most rows that are staged in the session's table. More are scanned by parallel workers of Postgres, in the job's
 * own table.
 */
const mostInSession = 20_000;

/**
 * Returns an empty staging table for a transaction that stages rows and writes them. For few rows it is the session's
 * temporary table: the commit empties it without dead rows, and its keys and lines are indexed. For many rows it is the
 * job's own table, since only one process can read a temporary table, each time from disk.
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

/** Returns the SQL that creates the session's staging table, if it does not exist. */
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

/** Drops a staging table that was created for the transaction. */
export async function dropStaging(trx: Query, { table, isOwn }: Staging): Promise<void> {
  if (isOwn) await sql`drop table ${sql.table(table)}`.execute(trx);
}

/** Above this many rows an index costs more than it saves, because the rows are joined whole. */
const mostIndexed = 100_000;

/** Indexes a job's own staging table if its rows are few. The session's table already has its indexes. */
export async function indexStaging(trx: Query, { table, isOwn }: Staging, rows: number): Promise<void> {
  if (!isOwn || rows > mostIndexed) return;
  await sql`
    create index on ${sql.table(table)} (id);
    create index on ${sql.table(table)} (line)`.execute(trx);
}
