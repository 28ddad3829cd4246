import { sql } from "kysely";
import { hashedField } from "../../domain/entity.js";
import { fingerprintColumn } from "../../domain/field.js";
import type { Query } from "../database.js";
import type { StagedJob } from "../staging/staging-tables.js";
import { bringsNewSecret, stagedBesideStored } from "./merged-row.js";

/** Where in the file a row lies whose secret has to be hashed. */
export interface UnhashedRow {
  readonly id: string;
  /** Under each key that the process knew which staged the row. */
  readonly fingerprints: string;
  readonly line: number;
  readonly byteStart: number;
  readonly byteLength: number;
}

/** The next valid rows after an id that bring a new secret and have no hash yet. */
export async function unhashedRows(
  db: Query,
  job: StagedJob,
  { after = "", limit }: { readonly after?: string; readonly limit: number },
): Promise<UnhashedRow[]> {
  const { entity } = job;
  const field = hashedField(entity);
  if (field === null) return [];
  const { rows } = await sql<UnhashedRow>`
    select staged.${sql.ref(entity.key)} as id, ${sql.ref(`staged.${fingerprintColumn(field)}`)} as fingerprints,
      staged.line, staged.byte_start, staged.byte_length
    from ${stagedBesideStored(job)} and ${sql.ref(`staged.${field}`)} is null and (${bringsNewSecret(entity)})
      and staged.${sql.ref(entity.key)} > ${after}
    order by staged.${sql.ref(entity.key)} limit ${limit}`.execute(db);
  return rows;
}

/** Puts hashes beside their staged rows; rows that a crash took away are loaded and hashed again. */
export async function storeHashes(
  trx: Query,
  { entity, staging }: StagedJob,
  hashes: readonly { readonly id: string; readonly line: number; readonly hash: string }[],
): Promise<void> {
  const ids = hashes.map(({ id }) => id);
  const lines = hashes.map(({ line }) => line);
  const texts = hashes.map(({ hash }) => hash);
  await sql`
    update ${sql.table(staging)} as staged set ${sql.ref(hashedField(entity) ?? "")} = hashed.hash
    from unnest(${ids}::text[], ${lines}::integer[], ${texts}::text[]) as hashed (id, line, hash)
    where staged.${sql.ref(entity.key)} = hashed.id and staged.line = hashed.line`.execute(trx);
}
