import { beforeImages, rowReports, wholeJob } from "../db/jobs/retention.js";
import type { LeftoverKind } from "../domain/leftover.js";
import { auditEvents } from "./audit-events.js";
import { blobs } from "./blobs.js";
import { bodies } from "./bodies.js";
import { erasures } from "./erasures.js";
import { findings } from "./findings.js";
import type { Leftover } from "./leftover.js";
import { pastRetention } from "./past-retention.js";
import { stagingTables } from "./staging-tables.js";
import { webhookDeliveries } from "./webhook-deliveries.js";

/** Every kind of leftover; the cleaner and `bulkhead doctor` go through them. */
export const leftovers: Readonly<Record<LeftoverKind, Leftover>> = {
  stagingTables,
  bodies,
  images: pastRetention(beforeImages, ({ keepUndoDays }) => keepUndoDays),
  reports: pastRetention(rowReports, ({ keepReportsDays }) => keepReportsDays),
  jobs: pastRetention(wholeJob, ({ keepJobsDays }) => keepJobsDays),
  findings,
  erasures,
  blobs,
  auditEvents,
  webhookDeliveries,
};
