import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";
import type { ApplyContext } from "./decide-rows.js";
import { entityState } from "./entity-version.js";
import { stagedBesideStored } from "./merged-row.js";
import { rejectStagedRows } from "./reject-staged-rows.js";

/** Keys of 32 bytes for HMACs of ids, which without a key could be found by trying. */
export type ErasureKeys = readonly Buffer[];

/**
 * Remembers that an id was erased, by its hash: the id itself is what had to go. Under every key, so that a process
 * that knows only one of them sees it.
 */
export async function rememberErased(
  trx: Query,
  { tenantId, entity, id }: { readonly tenantId: string; readonly entity: string; readonly id: string },
  keys: ErasureKeys,
): Promise<void> {
  const hashes = keys.map((key) => hmacOf(sql`${id}::text`, key));
  await sql`
    insert into erased_subject (tenant_id, entity, id_hash)
    select ${tenantId}, ${entity}, id_hash from unnest(array[${sql.join(hashes)}]) as id_hash
    on conflict (tenant_id, entity, id_hash) do update set erased_at = clock_timestamp()`.execute(trx);
}

/** When an import was accepted, and under which keys an erasure may be remembered. */
export interface Accepted {
  readonly acceptedAt: Date;
  readonly keys: ErasureKeys;
}

/** Ids that were erased, by their hashes, and the keys these may be made with. */
export interface ErasedIds {
  readonly hashes: readonly string[];
  readonly keys: ErasureKeys;
}

/** No erasure waits longer than this for the imports before it. */
const longestErasureMs = 24 * 60 * 60_000;

/** Since when an erasure may still remove rows that an import decided about. */
export function latelyErasedSince(acceptedAt: Date): Date {
  return new Date(Math.min(acceptedAt.getTime(), Date.now() - longestErasureMs));
}

/**
 * Whether a valid row's id was erased after all, or is not stored although it was to be: asked under the lock of the
 * findings, which an erasure takes as well, and only where ids were erased lately. If so, the transaction is to be
 * repeated from its decisions.
 */
export async function missedErasure(trx: Query, job: ApplyContext, { acceptedAt, keys }: Accepted): Promise<boolean> {
  if (await lostRows(trx, job)) return true;
  const { erased } = await entityState(trx, job, { since: acceptedAt });
  if (erased.length === 0) return false;
  const { rows } = await sql`
    select from ${sql.table(job.staging)} where ${isErased(sql.ref("id"), { hashes: erased, keys })}
    union all
    select from ${sql.table(job.entity.name)} as stored
    where stored.tenant_id = ${job.tenantId} and stored.job_id = ${job.id}::uuid
      and ${isErased(sql.ref("stored.id"), { hashes: erased, keys })} limit 1`.execute(trx);
  return rows.length > 0;
}

/**
 * Whether a valid row is not stored although it was to be, since another transaction deleted it while it was written.
 */
export async function lostRows(trx: Query, job: ApplyContext): Promise<boolean> {
  // Counted rather than looked for: for the first of many rows the planner would join them one by one.
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${stagedBesideStored(job)} and stored.tenant_id is null`.execute(trx);
  return rows[0]?.count !== 0;
}

/** A query of the erased ones among the keys of a table; null where none was erased. */
export function erasedKeys(erased: ErasedIds, table: string): RawBuilder<unknown> | null {
  if (erased.hashes.length === 0) return null;
  return sql`select key from ${sql.table(table)} where ${isErased(sql.ref("key"), erased)}`;
}

/**
 * An import that was accepted before an id was erased leaves that id out, of its report as well; a later one may bring
 * it back.
 */
export async function rejectErased(trx: Query, job: ApplyContext, ids: ErasedIds): Promise<void> {
  if (ids.hashes.length === 0) return;
  const erased = isErased(sql.ref("id"), ids);
  await rejectStagedRows(trx, job, {
    code: "ERASED",
    column: "id",
    hint: "Take the row out of the source system as well; a new import would bring it back.",
    namesKey: false,
    losers: sql`
      select line, null::text as value, 'The id was erased after this import had been accepted.' as message
      from ${sql.table(job.staging)} where ${erased}`,
  });
  await sql`
    update row_report set key = null, issues = (
      select jsonb_agg(issue) from jsonb_array_elements(issues) as issue where issue ->> 'code' = 'ERASED'
    )
    where job_id = ${job.id} and line in (select line from ${sql.table(job.staging)} where ${erased})`.execute(trx);
  await sql`update ${sql.table(job.staging)} set id = null where ${erased}`.execute(trx);
}

/**
 * Erasures that no import will ask about again: all that are open were accepted after them. Older by so many days more.
 */
function settledErasures(days: number) {
  return sql`erased_at < now() - ${longestErasureMs} * interval '1 millisecond' - ${days} * interval '1 day'
    and not exists (
      select from job
      where job.tenant_id = erased_subject.tenant_id and job.finished_at is null and job.created_at <= erased_subject.erased_at
    )`;
}

export async function countSettledErasures(db: Query, days: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from erased_subject where ${settledErasures(days)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function removeSettledErasures(db: Query, signal: AbortSignal): Promise<number> {
  return deleteInBatches(db, "erasedSubject", settledErasures(0), signal);
}

/** Whether an id has one of the hashes, under any key; or without one, as processes of an earlier version hash it. */
function isErased(id: RawBuilder<unknown>, { hashes, keys }: ErasedIds) {
  const own = [...keys.map((key) => hmacOf(id, key)), sql`encode(sha256(convert_to(${id}, 'UTF8')), 'hex')`];
  // A comparison for each, which Postgres answers from a hash table: an overlap of arrays compares them pair by pair.
  const isOneOf = own.map((hash) => sql`${hash} = any(${hashes}::text[])`);
  return sql`coalesce(${sql.join(isOneOf, sql` or `)}, false)`;
}

/** HMAC-SHA-256 (RFC 2104), of which Postgres has the hash alone. */
function hmacOf(id: RawBuilder<unknown>, key: Buffer) {
  const pad = (filling: number) => Buffer.alloc(64, filling).map((byte, at) => byte ^ (key[at] ?? 0));
  const inner = sql`sha256(${pad(0x36)}::bytea || convert_to(${id}, 'UTF8'))`;
  return sql`encode(sha256(${pad(0x5c)}::bytea || ${inner}), 'hex')`;
}
