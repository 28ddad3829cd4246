import { type Kysely, sql } from "kysely";

/** Which run of the workflow recorded that a time of a schedule was skipped; null: a look at the schedule inferred it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table schedule_run add run_id uuid`.execute(db);
}
