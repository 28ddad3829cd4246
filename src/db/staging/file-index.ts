import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";
import { analyzeTable, preferIndexes } from "../planner.js";
import { ownTable } from "./own-tables.js";
import type { StagedJob } from "./staging-tables.js";

/** Enough memory to join some million rows without temporary files. */
const workMemory = "64MB";

/** A table with number, key and source hash of each record of a file. One transaction creates and drops it. */
export interface FileIndex {
  readonly table: string;
  readonly records: number;
  /** The numbers of records that may repeat an earlier key; null: any record may. */
  readonly outOfOrder: readonly number[] | null;
}

/** The numbers that stand for the fates of a record. The caller defines their meaning. */
export interface Fates {
  /** A record whose key is not stored. */
  readonly unknown: number;
  /** A record that is stored from exactly the same bytes (section D 5). */
  readonly same: number;
  /** Any other record: stored from other bytes, without a key, or with a key that occurs twice. */
  readonly other: number;
}

/**
 * Creates the table of a file index. It is not temporary, so that parallel workers of Postgres can read it, and
 * unlogged, since no other session reads it.
 */
export async function createFileIndex(trx: Query, jobId: string): Promise<string> {
  const table = ownTable(jobId, "index");
  await sql`
    create unlogged table ${sql.table(table)} (no integer not null, key text collate "C", source_hash uuid not null)
    with (autovacuum_enabled = off)`.execute(trx);
  return table;
}

/** Drops an import's index, if one was made. */
export async function dropFileIndex(trx: Query, jobId: string): Promise<void> {
  await sql`drop table if exists ${sql.table(ownTable(jobId, "index"))}`.execute(trx);
}

/**
 * Returns whether an importer has completed an import of the entity, so that rows of a new file may be stored already.
 */
export async function hasDelivered(
  db: Query,
  { tenantId, entity, importerId }: Pick<StagedJob, "tenantId" | "entity"> & { readonly importerId: string },
): Promise<boolean> {
  const found = await db
    .selectFrom("job")
    .select("id")
    .where("tenantId", "=", tenantId)
    .where("entity", "=", entity.name)
    .where("importerId", "=", importerId)
    .where("state", "in", ["complete", "complete_with_rejects"])
    .where("dryRun", "=", false)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Returns whether the tenant has a row of the entity with a key from `least` to `greatest`, both included. */
export async function hasKeysWithin(
  trx: Query,
  { tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">,
  { least, greatest }: { readonly least: string; readonly greatest: string },
): Promise<boolean> {
  await preferIndexes(trx, 0);
  const { rows } = await sql`
    select from ${sql.table(entity.name)} where tenant_id = ${tenantId} and id between ${least} and ${greatest} limit 1
    `.execute(trx);
  return rows.length > 0;
}

interface Comparison {
  readonly fates: Fates;
  /** Whether the tenant can have rows of the entity. */
  readonly isStored: boolean;
  /** Whether the importer has delivered rows before. */
  readonly isDelivered: boolean;
}

export interface ComparedRecords {
  /** The fate of each record, by its number. */
  readonly fates: Uint8Array;
  /** Whether a key occurs more than once. */
  readonly repeats: boolean;
  /** Whether rows are stored that another importer delivered. */
  readonly changesOwners: boolean;
}

/** Determines the fate of each record of a file, by one comparison of the file's index with the store. */
export async function compareRecords(
  trx: Query,
  { tenantId, entity, importerId }: Pick<StagedJob, "tenantId" | "entity"> & { readonly importerId: string },
  index: FileIndex,
  { fates, isStored, isDelivered }: Comparison,
): Promise<ComparedRecords> {
  const { unknown, same, other } = fates;
  // The most frequent fate is the default. Postgres sends only the other fates.
  const most = isDelivered ? same : unknown;
  const sorted = new Uint8Array(index.records).fill(most);
  await analyzeTable(trx, index.table);
  await preferIndexes(trx, index.records);
  // The planner expects the filter to keep most records, and would join in one process.
  await sql`
    select set_config('work_mem', ${workMemory}, true), set_config('parallel_tuple_cost', '0', true)`.execute(trx);
  const judged = isStored
    ? sql`
      select no, case when record.key is null then ${other}::integer when stored.tenant_id is null then ${unknown}::integer
        when stored.source_hash = record.source_hash then ${same}::integer else ${other}::integer end as fate,
        stored.importer_id <> ${importerId} as is_foreign
      from ${sql.table(index.table)} as record left join ${sql.table(entity.name)} as stored
        on stored.id = record.key and stored.tenant_id = ${tenantId}`
    : sql`
      select no, case when key is null then ${other}::integer else ${unknown}::integer end as fate, false as is_foreign
      from ${sql.table(index.table)}`;
  const { isForeign } = await markRecords(
    trx,
    sorted,
    sql`select * from (${judged}) as judged where fate <> ${most} or is_foreign`,
  );
  const repeated = repeatedKeys(index);
  const repeats = repeated !== null && (await markKeys(trx, sorted, index, other, repeated)) > 0;
  await sql`set local parallel_tuple_cost to default`.execute(trx);
  return { fates: sorted, repeats, changesOwners: isForeign };
}

/** Returns a query of the keys that occur more than once; null if no key can. */
function repeatedKeys({ table, outOfOrder }: FileIndex): RawBuilder<unknown> | null {
  if (outOfOrder?.length === 0) return null;
  const candidates =
    outOfOrder === null
      ? sql`key is not null`
      : sql`key in (select key from ${sql.table(table)} where no = any(${outOfOrder}::integer[]))`;
  return sql`select key from ${sql.table(table)} where ${candidates} group by key having count(*) > 1`;
}

/** Sets the fate of the records with one of the keys. Returns how many records have one. */
export async function markKeys(
  trx: Query,
  sorted: Uint8Array,
  index: FileIndex,
  fate: number,
  keys: RawBuilder<unknown>,
): Promise<number> {
  const found = sql`
    select no, ${fate}::integer as fate, false as is_foreign from ${sql.table(index.table)} where key in (${keys})`;
  return (await markRecords(trx, sorted, found)).count;
}

/** Returns whether a record with the fate `same` is no longer stored from the same bytes. */
export async function differsNow(
  trx: Query,
  { tenantId, entity }: Pick<StagedJob, "tenantId" | "entity">,
  index: FileIndex,
  { fates, same }: { readonly fates: Uint8Array; readonly same: number },
): Promise<boolean> {
  const changed = new Uint8Array(fates.length);
  await preferIndexes(trx, index.records);
  await markRecords(
    trx,
    changed,
    sql`
      select no, 1 as fate, false as is_foreign from ${sql.table(index.table)} as record left join ${sql.table(entity.name)} as stored
        on stored.id = record.key and stored.tenant_id = ${tenantId}
      where stored.source_hash is distinct from record.source_hash`,
  );
  for (let no = 0; no < fates.length; no++) if (changed[no] === 1 && fates[no] === same) return true;
  return false;
}

/** One row describes up to 2 to the power of `bucketBits` records, which bounds the memory in use at once. */
const bucketBits = 16;

interface MarkedRecords {
  readonly count: number;
  readonly isForeign: boolean;
}

/** @param found a query of `no`, `fate` and `is_foreign` */
async function markRecords(trx: Query, sorted: Uint8Array, found: RawBuilder<unknown>): Promise<MarkedRecords> {
  // Stores the result in a table: parallel workers can fill a table, but cannot serve a cursor.
  await sql`
    create temporary table record_fate on commit drop as
    select no >> ${sql.lit(bucketBits)} as bucket, fate, string_agg(int4send(no), ''::bytea) as numbers,
      coalesce(bool_or(is_foreign), false) as is_foreign
    from (${found}) as found group by 1, 2`.execute(trx);
  let [count, isForeign] = [0, false];
  for (let bucket = 0; bucket << bucketBits < sorted.length; bucket++) {
    const { rows } = await sql<{ fate: number; numbers: Buffer; isForeign: boolean }>`
      select fate, numbers, is_foreign from record_fate where bucket = ${bucket}`.execute(trx);
    for (const found of rows) {
      for (let at = 0; at < found.numbers.length; at += 4) sorted[found.numbers.readInt32BE(at)] = found.fate;
      count += found.numbers.length / 4;
      isForeign ||= found.isForeign;
    }
  }
  await sql`drop table record_fate`.execute(trx);
  return { count, isForeign };
}
