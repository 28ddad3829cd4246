import { type Command, InvalidArgumentError } from "commander";
import { openAssetStore } from "../assets/open-asset-store.js";
import { ConfigError, readEnv, toConfig } from "../config.js";
import { listTenants, removeTenant } from "../db/access/tenants.js";
import type { Database } from "../db/database.js";
import { openJobs } from "../db/jobs/jobs.js";
import { allSchedules } from "../db/schedules/schedules.js";
import { withDatabase } from "./database.js";
import { tenantOf } from "./keys.js";
import { tenantLimitsCommand } from "./limits.js";
import { say } from "./output.js";
import { tenantPolicyCommand } from "./tenant-policy.js";

/** `bulkhead tenants …`: lists tenants, sets their limits and policy, and removes them. */
export function tenantCommands(program: Command): void {
  const tenants = program.command("tenants").description("whose data is kept");

  tenants
    .command("list")
    .description("everybody who has a key, a job or an asset")
    .action(() =>
      withDatabase(async ({ query }) => {
        for (const tenant of await listTenants(query)) say(tenant);
      }),
    );

  tenantLimitsCommand(tenants);
  tenantPolicyCommand(tenants);

  tenants
    .command("remove")
    .description("remove a tenant whole: keys, rows, jobs, reports and files")
    .argument("<tenant>", "from tenants list", tenantOf)
    .requiredOption("--confirm <tenant>", "the tenant's name once more; there is no way back")
    .action((tenant: string, { confirm }: { confirm: string }) => {
      if (confirm !== tenant) throw new InvalidArgumentError("--confirm must repeat the tenant's name.");
      return withDatabase(async (db) => {
        const open = await openJobs(db.query, tenant);
        if (open.length > 0) {
          process.stderr.write(`Imports are under way: ${open.join(", ")}. Let them end first.\n`);
          process.exitCode = 1;
          return;
        }
        await removeSchedules(db, tenant);
        const removed = await db.transaction({ name: "remove tenant" }, ({ trx }) => removeTenant(trx, tenant));
        await (await openAssetStore(toConfig(readEnv()).assets)).removeTenant(tenant);
        for (const [table, rows] of Object.entries(removed)) say(`${table}\t${rows}`);
        say(`removed ${tenant}, with its files`);
      });
    });
}

/** Removes a tenant's schedules from Temporal, which would otherwise keep starting them. */
async function removeSchedules({ query }: Database, tenant: string): Promise<void> {
  const ids = (await allSchedules(query, tenant)).map(({ id }) => id);
  if (ids.length === 0) return;
  // Temporal's client takes half a second to load.
  const { withSchedules } = await import("./temporal.js");
  const done = await withSchedules(toConfig(readEnv()), async (schedules) => {
    for (const id of ids) await schedules.remove(id);
    return true;
  });
  if (done === null) throw new ConfigError("The tenant has schedules: set TEMPORAL_ADDRESS, so that they can go too.");
}
