import { type Kysely, sql } from "kysely";

/**
 * Makes a staging table the pattern of those that imports have for themselves: without the job, and with the hash of each
 * record.
 */
export async function becomeStagingTemplate<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const staging = `staged_${table}`;
  await sql`drop index ${sql.ref(`${staging}_key`)}`.execute(db);
  await sql`
    alter table ${sql.table(staging)}
      drop column job_id, alter column chunk_no set default 0, add source_hash uuid`.execute(db);
}
