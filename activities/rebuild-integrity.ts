import { listTenants } from "../src/db/access/tenants.js";
import { rebuildFindings } from "../src/db/integrity/findings.js";
import type { Deps } from "../src/deps.js";
import type { RebuiltIntegrity } from "./contract.js";

/** Validates all rows, one tenant after the other, each in its own transaction. */
export async function rebuildIntegrity({ db, log }: Deps): Promise<RebuiltIntegrity> {
  const tenants = await listTenants(db.query);
  const sum = { opened: 0, closed: 0 };
  for (const tenant of tenants) {
    const { opened, closed } = await rebuildFindings(db, tenant);
    if (opened + closed > 0) log.warn({ tenant, opened, closed }, "the full validation corrected findings");
    sum.opened += opened;
    sum.closed += closed;
  }
  return { tenants: tenants.length, ...sum };
}
