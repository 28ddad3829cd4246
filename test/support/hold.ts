import pg from "pg";
import type { TestBulkhead } from "./bulkhead.js";
import { eventId } from "./event-file.js";

/** A transaction of the test's own, which stands in somebody's way until it ends. */
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

/** Stores an event's row and holds it: whatever import changes it stands still in the middle of its last step. */
export async function holdEvent(bulkhead: TestBulkhead, row: number): Promise<Hold> {
  const { DATABASE_URL = "" } = bulkhead.env;
  return hold(DATABASE_URL, `select from course_group_in_person_event where id = '${eventId(row)}' for update`);
}
