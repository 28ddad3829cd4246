import { sql } from "kysely";
import type { Query } from "../database.js";

/** Records that a schedule's import has these bytes. If the bytes are new, the schedule is not late. */
export async function noteFile(trx: Query, scheduleId: string, sha256: string): Promise<void> {
  if (sha256 === "") return;
  await trx
    .updateTable("schedule")
    .set({ newSha256: sha256, newFileAt: sql`clock_timestamp()`, lateSince: null })
    .where("id", "=", scheduleId)
    .where(sql<boolean>`new_sha256 is distinct from ${sha256}`)
    .execute();
}
