import { sql } from "kysely";
import { deleteInBatches } from "../db/delete-in-batches.js";
import { type Leftover, overdueDays } from "./leftover.js";

/** Events of the audit trail that are past their retention time. */
export const auditEvents: Leftover = {
  async find({ db, config }) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from audit_event where ${olderThan(config.keepAuditDays + overdueDays)}`.execute(
      db.query,
    );
    return { count: rows[0]?.count ?? 0, example: null };
  },
  remove: ({ db, config }, signal) => deleteInBatches(db.query, "auditEvent", olderThan(config.keepAuditDays), signal),
};

function olderThan(days: number) {
  return sql`at < now() - ${days} * interval '1 day'`;
}
