import { type Kysely, sql } from "kysely";

/**
 * Locks that outlive a transaction, for as long as another system is called; and how often a chunk was loaded for nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table lease (
      id uuid primary key,
      held text collate "C" not null,
      is_exclusive boolean not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index lease_held on lease (held)`.execute(db);
  await sql`alter table chunk add outdated integer not null default 0`.execute(db);
}
