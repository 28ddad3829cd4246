import { type Command, InvalidArgumentError } from "commander";
import { readEnv, toConfig } from "../config.js";
import { requiresSecondApprover, setSecondApprover } from "../db/access/tenant-policy.js";
import { withDatabase } from "./database.js";
import { tenantOf } from "./keys.js";
import { requireTenant } from "./known-tenant.js";
import { sayCells } from "./output.js";

const choices = { yes: true, no: false, setting: null } as const;
type Choice = keyof typeof choices;

function choiceOf(text: string): Choice {
  if (text === "yes" || text === "no" || text === "setting") return text;
  throw new InvalidArgumentError(`Choose ${Object.keys(choices).join(", ")}.`);
}

/** `bulkhead tenants policy`: who may approve imports of a tenant. */
export function tenantPolicyCommand(tenants: Command): void {
  tenants
    .command("policy")
    .description("whether imports of a tenant that ask need the approval of another key than the one that imports")
    .argument("<tenant>", "from tenants list", tenantOf)
    .option("--second-approver <choice>", "yes, no, or setting: as BULKHEAD_REQUIRE_SECOND_APPROVER says", choiceOf)
    .action((tenant: string, { secondApprover }: { secondApprover?: Choice }) =>
      withDatabase(async (db) => {
        await requireTenant(db, tenant);
        if (secondApprover !== undefined) {
          await db.transaction({ name: "set policy" }, ({ trx }) =>
            setSecondApprover(trx, tenant, choices[secondApprover]),
          );
        }
        const byDefault = toConfig(readEnv()).requireSecondApprover;
        sayCells("secondApprover", (await requiresSecondApprover(db.query, tenant, byDefault)) ? "yes" : "no");
      }),
    );
}
