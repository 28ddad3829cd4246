import { type Kysely, sql } from "kysely";

/** Which secret key the database's fingerprints are made under: one row, from the first start of a process with a key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table secret_key (
      is_only boolean primary key default true check (is_only),
      id text not null
    )`.execute(db);
}
