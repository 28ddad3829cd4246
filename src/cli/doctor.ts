import { type Command, InvalidArgumentError, Option } from "commander";
import { openAssetStore } from "../assets/open-asset-store.js";
import { readEnv, toConfig } from "../config.js";
import { listTenants } from "../db/access/tenants.js";
import type { Database } from "../db/database.js";
import { rebuildFindings } from "../db/integrity/findings.js";
import { withDatabase } from "./database.js";
import { tenantOf } from "./keys.js";
import { say } from "./output.js";

interface DoctorOptions {
  readonly clean?: true;
  readonly heal?: true;
  readonly integrity?: true;
  readonly tenant?: string;
}

/** `bulkhead doctor`: checks the store. Exits with 1 if it has, or had, a fault. */
export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("name what is left over or stuck, or look at what imports keep")
    .addOption(new Option("--clean", "remove the leftovers first, as the cleaner does").conflicts("integrity"))
    .addOption(
      new Option(
        "--heal",
        "first make the database and Temporal say the same of every schedule; one that Temporal lost is made again, paused",
      ).conflicts("integrity"),
    )
    .option("--integrity", "validate all rows again instead, and correct the findings that imports keep")
    .option("--tenant <tenant>", "with --integrity: only this one", tenantOf)
    .action(async ({ clean, heal, integrity, tenant }: DoctorOptions) => {
      if (tenant !== undefined && !integrity) throw new InvalidArgumentError("--tenant goes with --integrity.");
      await withDatabase(async (db) => {
        const isSound = integrity
          ? await correctFindings(db, tenant)
          : await isCleared(db, clean === true, heal === true);
        if (!isSound) process.exitCode = 1;
      });
    });
}

async function correctFindings(db: Database, tenant: string | undefined): Promise<boolean> {
  let isSound = true;
  for (const tenantId of tenant === undefined ? await listTenants(db.query) : [tenant]) {
    const { opened, closed } = await rebuildFindings(db, tenantId);
    const asKept = opened + closed === 0;
    say(`${tenantId}\t${asKept ? "as kept" : `corrected: ${opened} findings missed, ${closed} outlived`}`);
    isSound &&= asKept;
  }
  return isSound;
}

async function isCleared(db: Database, clean: boolean, heal: boolean): Promise<boolean> {
  // Only this command needs Temporal's client, which takes half a second to load.
  const { healSchedules, nameLeftovers, removeLeftovers } = await import("./doctor-checks.js");
  const config = toConfig(readEnv());
  const deps = { db, config, assets: await openAssetStore(config.assets) };
  if (clean) await removeLeftovers(deps);
  if (heal) await healSchedules(deps);
  return !(await nameLeftovers(deps));
}
