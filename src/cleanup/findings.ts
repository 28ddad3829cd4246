import { listTenants } from "../db/access/tenants.js";
import { countUnseenFindings, removeUnseenFindings } from "../db/integrity/unseen-findings.js";
import type { CleanupDeps, Leftover } from "./leftover.js";

/** Closed findings of the global validation that no kept job shows. */
export const findings: Leftover = {
  find: async ({ db }) => {
    const count = await sumOverTenants({ db }, (tenantId) => countUnseenFindings(db.query, tenantId));
    return { count, example: null };
  },
  remove: ({ db }, signal) => sumOverTenants({ db }, (tenantId) => removeUnseenFindings(db.query, tenantId, signal)),
};

async function sumOverTenants({ db }: Pick<CleanupDeps, "db">, count: (tenantId: string) => Promise<number>) {
  let sum = 0;
  for (const tenantId of await listTenants(db.query)) sum += await count(tenantId);
  return sum;
}
