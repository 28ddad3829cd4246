import { type Kysely, sql } from "kysely";
import pg from "pg";
import { expect } from "vitest";
import type { Schema } from "../../src/db/schema.js";
import type { TestBulkhead } from "./bulkhead.js";
import { eventId } from "./event-file.js";

/** A transaction of the test's own, whose locks other transactions wait for until it ends. */
export interface Hold {
  release(): Promise<void>;
}

export async function hold(databaseUrl: string, statement: string): Promise<Hold> {
  const client = new pg.Client(databaseUrl);
  client.on("error", () => undefined);
  await client.connect();
  await client.query(`begin; ${statement}`);
  return { release: () => client.end() };
}

/** Stores an event's row and holds it: an import that changes it is blocked in the middle of its last step. */
export async function holdEvent(bulkhead: TestBulkhead, row: number): Promise<Hold> {
  const { DATABASE_URL = "" } = bulkhead.env;
  return hold(DATABASE_URL, `select from course_group_in_person_event where id = '${eventId(row)}' for update`);
}

/** Returns once a transaction whose name begins so waits for a lock. */
export async function lockWaitOf(db: Kysely<Schema>, name: string): Promise<void> {
  const waits = async () => {
    const { rows } = await sql<{ waits: number }>`
      select count(*) as waits from pg_stat_activity
      where datname = current_database() and application_name like ${`${name}%`} and wait_event_type = 'Lock'`.execute(
      db,
    );
    return rows[0]?.waits ?? 0;
  };
  await expect.poll(waits).toBeGreaterThan(0);
}
