import { type Kysely, sql } from "kysely";

/**
 * Makes a staging table the pattern of those that imports have for themselves: without the job, and with what tells a
 * row that has not changed since it was stored.
 */
export async function becomeStagingTemplate<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const staging = `staged_${table}`;
  await sql`drop index ${sql.ref(`${staging}_key`)}`.execute(db);
  await sql`
    alter table ${sql.table(staging)}
      drop column job_id, alter column chunk_no set default 0,
      add recognised boolean not null default false, add source_hash uuid`.execute(db);
}
