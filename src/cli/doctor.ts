import type { Command } from "commander";
import { rebuildFindings } from "../db/integrity/findings.js";
import { listTenants } from "../db/tenants.js";
import { say, withDatabase } from "./database.js";
import { tenantOf } from "./keys.js";

/** `bulkhead doctor`: looks whether the store is what it should be, and mends it. Ends with 1 where it was not. */
export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("look whether the store is what it should be, and mend it")
    .requiredOption("--integrity", "validate all rows anew and compare with the findings that imports keep")
    .option("--tenant <tenant>", "only this one", tenantOf)
    .action(({ tenant }: { tenant?: string }) =>
      withDatabase(async (db) => {
        for (const tenantId of tenant === undefined ? await listTenants(db.query) : [tenant]) {
          const { opened, closed } = await rebuildFindings(db, tenantId);
          const isSound = opened + closed === 0;
          say(`${tenantId}\t${isSound ? "as kept" : `corrected: ${opened} findings missed, ${closed} outlived`}`);
          if (!isSound) process.exitCode = 1;
        }
      }),
    );
}
