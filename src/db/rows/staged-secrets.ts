import { sql } from "kysely";
import { hashedField } from "../../domain/entity.js";
import { fingerprintColumn } from "../../domain/field.js";
import type { Query } from "../database.js";
import { ownTable } from "../staging/own-tables.js";
import type { StagedJob } from "../staging/staging-tables.js";
import { bringsNewSecret, stagedBesideStored } from "./merged-row.js";

/** A row's secret, as its fingerprints under each key that the process knows, separated by spaces. */
export interface SecretMark {
  readonly key: string;
  readonly fingerprints: string;
}

type SecretJob = Pick<StagedJob, "id" | "tenantId" | "entity">;

/**
 * Creates the table that keeps a job's hashes between its steps. The table is unlogged: if a crash of Postgres empties
 * it, the secrets are hashed again.
 */
export async function createHashTable(db: Query, jobId: string): Promise<void> {
  await sql`
    create unlogged table if not exists ${sql.table(ownTable(jobId, "hashes"))} (
      key text collate "C" not null, fingerprints text not null, hash text not null, primary key (key, fingerprints)
    )`.execute(db);
}

/** Returns the indexes, from 0, of the secrets in `marks` that are neither stored nor hashed. */
export async function unhashedMarks(
  db: Query,
  { id, tenantId, entity }: SecretJob,
  marks: readonly SecretMark[],
): Promise<number[]> {
  const stored = sql.ref(`stored.${fingerprintColumn(hashedField(entity) ?? "")}`);
  const { rows } = await sql<{ place: number }>`
    select (place - 1)::integer as place
    from unnest(${marks.map(({ key }) => key)}::text[], ${marks.map(({ fingerprints }) => fingerprints)}::text[])
      with ordinality as mark (key, fingerprints, place)
    left join ${sql.table(entity.name)} as stored
      on stored.tenant_id = ${tenantId} and stored.id = mark.key collate "C"
    where (${stored} = any(string_to_array(mark.fingerprints, ' '))) is not true and not exists (
      select from ${sql.table(ownTable(id, "hashes"))} as known
      where known.key = mark.key collate "C" and ${shareOne(sql.ref("known.fingerprints"), sql.ref("mark.fingerprints"))})
    order by place`.execute(db);
  return rows.map(({ place }) => place);
}

/** Stores the hashes of secrets for the job's later steps. */
export async function keepHashes(
  trx: Query,
  jobId: string,
  hashes: readonly (SecretMark & { readonly hash: string })[],
): Promise<void> {
  await sql`
    insert into ${sql.table(ownTable(jobId, "hashes"))} (key, fingerprints, hash)
    select * from unnest(${hashes.map(({ key }) => key)}::text[],
      ${hashes.map(({ fingerprints }) => fingerprints)}::text[], ${hashes.map(({ hash }) => hash)}::text[])
    on conflict do nothing`.execute(trx);
}

/** Copies the hashes into the staged rows. Returns whether each row that needs a hash has one. */
export async function hashStaged(trx: Query, job: StagedJob): Promise<boolean> {
  const { id, entity } = job;
  const field = hashedField(entity);
  if (field === null) return true;
  const hashes = ownTable(id, "hashes");
  // The table is missing if an earlier version hashed the secrets into its own tables.
  const known = await sql<{ isThere: boolean }>`select to_regclass(${hashes}) is not null as is_there`.execute(trx);
  if (!known.rows[0]?.isThere) return false;
  await sql`
    update ${sql.table(job.staging)} as staged set ${sql.ref(field)} = known.hash
    from ${sql.table(hashes)} as known
    where staged.valid and staged.id = known.key
      and ${shareOne(sql.ref(`staged.${fingerprintColumn(field)}`), sql.ref("known.fingerprints"))}`.execute(trx);
  const { rows } = await sql`
    select from ${stagedBesideStored(job)} and staged.${sql.ref(field)} is null and (${bringsNewSecret(entity)})
    limit 1`.execute(trx);
  return rows.length === 0;
}

/**
 * Returns a condition: two lists of fingerprints share one, so that they belong to one secret. Processes may know
 * different keys while a key is rotated.
 */
function shareOne(one: ReturnType<typeof sql.ref>, other: ReturnType<typeof sql.ref>) {
  return sql`string_to_array(${one}, ' ') && string_to_array(${other}, ' ')`;
}
