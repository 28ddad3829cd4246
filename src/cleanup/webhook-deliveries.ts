import { sql } from "kysely";
import { deleteInBatches } from "../db/delete-in-batches.js";
import { type Leftover, overdueDays } from "./leftover.js";

/** Deliveries that ended longer ago than the retention time, and those of deleted webhooks. */
export const webhookDeliveries: Leftover = {
  async find({ db, config }) {
    const past = unneededAfter(config.keepReportsDays + overdueDays);
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from webhook_delivery where ${past}`.execute(db.query);
    return { count: rows[0]?.count ?? 0, example: null };
  },
  remove: ({ db, config }, signal) =>
    deleteInBatches(db.query, "webhookDelivery", unneededAfter(config.keepReportsDays), signal),
};

function unneededAfter(days: number) {
  const isOrphan = sql`not exists (select from webhook where webhook.id = webhook_id)`;
  return sql`(ended_at < now() - ${days} * interval '1 day' or (${isOrphan} and created_at < now() - interval '1 hour'))`;
}
