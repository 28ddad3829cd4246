import { type Kysely, sql } from "kysely";

/** Where in a client's trace a job was accepted, and which delivery is due the longest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table job add column traceparent text`.execute(db);
  await sql`
    create index webhook_delivery_due on webhook_delivery ((coalesce(next_attempt_at, workflow_started_at)))
      where state = 'pending' and workflow_started_at is not null`.execute(db);
}
