import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";
import type { ApplyContext } from "./decide-rows.js";
import { entityState } from "./entity-version.js";
import { stagedBesideStored } from "./merged-row.js";
import { rejectStagedRows } from "./reject-staged-rows.js";

/** Keys of 32 bytes for the HMACs of ids. From a hash without a key, an id could be found by trying. */
export type ErasureKeys = readonly Buffer[];

/**
 * Records that an id was erased, by its hash, since the id itself must not remain. Stores a hash under every key, so
 * that a process that knows only one key recognizes the id.
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

/** When an import was accepted, and the keys that hashes of erased ids may be made with. */
export interface Accepted {
  readonly acceptedAt: Date;
  readonly keys: ErasureKeys;
}

/** The hashes of erased ids, and the keys that the hashes may be made with. */
export interface ErasedIds {
  readonly hashes: readonly string[];
  readonly keys: ErasureKeys;
}

/** No erasure waits longer than this for the imports before it. */
const longestErasureMs = 24 * 60 * 60_000;

/** Returns the moment after which an erasure can still remove rows that an import has decided about. */
export function latelyErasedSince(acceptedAt: Date): Date {
  return new Date(Math.min(acceptedAt.getTime(), Date.now() - longestErasureMs));
}

/**
 * Returns whether a valid row's id was erased since the import was accepted, or a valid row is missing from the store.
 * If so, the transaction has to be repeated from its decisions. Called under the lock of the findings, which an erasure
 * takes as well, and only if ids were erased lately.
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

/** Returns whether a valid row is not stored, because another transaction deleted it while the import wrote it. */
export async function lostRows(trx: Query, job: ApplyContext): Promise<boolean> {
  // Counts all such rows: with a limit of one row the planner would join them one by one.
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${stagedBesideStored(job)} and stored.tenant_id is null`.execute(trx);
  return rows[0]?.count !== 0;
}

/** Returns a query of the erased keys in a table; null if no id was erased. */
export function erasedKeys(erased: ErasedIds, table: string): RawBuilder<unknown> | null {
  if (erased.hashes.length === 0) return null;
  return sql`select key from ${sql.table(table)} where ${isErased(sql.ref("key"), erased)}`;
}

/**
 * Rejects staged rows whose id was erased after the import was accepted, and removes the id from their reports. An
 * import that was accepted after the erasure may bring the id back.
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
 * Returns a condition for erasures that no import needs: all open imports were accepted after them. They are older than
 * the longest erasure by at least `days` days.
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

/**
 * Returns a condition: one of the hashes is the id's, under any key, or without a key, as processes of an earlier
 * version hash ids.
 */
function isErased(id: RawBuilder<unknown>, { hashes, keys }: ErasedIds) {
  const own = [...keys.map((key) => hmacOf(id, key)), sql`encode(sha256(convert_to(${id}, 'UTF8')), 'hex')`];
  // One comparison for each hash of the id, which Postgres answers from a hash table. An overlap of arrays would
  // compare them pair by pair.
  const isOneOf = own.map((hash) => sql`${hash} = any(${hashes}::text[])`);
  return sql`coalesce(${sql.join(isOneOf, sql` or `)}, false)`;
}

/** Returns an HMAC-SHA-256 (RFC 2104) as SQL. Postgres itself has only the hash function. */
function hmacOf(id: RawBuilder<unknown>, key: Buffer) {
  const pad = (filling: number) => Buffer.alloc(64, filling).map((byte, at) => byte ^ (key[at] ?? 0));
  const inner = sql`sha256(${pad(0x36)}::bytea || convert_to(${id}, 'UTF8'))`;
  return sql`encode(sha256(${pad(0x5c)}::bytea || ${inner}), 'hex')`;
}
