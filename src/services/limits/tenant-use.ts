import { countStoredBytes } from "../../db/assets/stored-blobs.js";
import { countOpenJobs } from "../../db/jobs/places.js";
import { countSchedules } from "../../db/schedules/schedules.js";
import { countWebhooks } from "../../db/webhooks/webhooks.js";
import type { Deps } from "../../deps.js";
import type { LimitName } from "../../domain/tenant-limits.js";
import type { ProcessUse } from "./process-use.js";

/** How much of each limit a tenant uses; null if the limit does not bound an amount. */
export async function tenantUse(
  { db, use }: { readonly db: Pick<Deps["db"], "query">; readonly use: ProcessUse | null },
  tenantId: string,
): Promise<Readonly<Record<LimitName, number | null>>> {
  const [storedBytes, open, schedules, webhooks] = await Promise.all([
    countStoredBytes(db.query, tenantId),
    countOpenJobs(db.query, tenantId),
    countSchedules(db.query, tenantId),
    countWebhooks(db.query, tenantId),
  ]);
  return {
    ...{ storedBytes, schedules, webhooks, workingBytes: open.runningBytes },
    ...{ openImports: open.total, runningImports: open.running },
    ...{ scheduleSeconds: null, requestsPerSecond: null, connections: null },
    streams: use?.count("streams", tenantId) ?? null,
    uploads: use?.count("uploads", tenantId) ?? null,
  };
}
