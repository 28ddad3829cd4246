import { type Command, InvalidArgumentError } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import { readEnv, toConfig } from "../config.js";
import { findOwnBounds, setBound, withOwnBounds } from "../db/access/tenant-bounds.js";
import { isLimitName, type LimitName, limitNames, tenantLimits } from "../domain/tenant-limits.js";
import { tenantUse } from "../services/limits/tenant-use.js";
import { connect } from "./connect.js";
import { withDatabase } from "./database.js";
import { tenantOf } from "./keys.js";
import { requireTenant } from "./known-tenant.js";
import { jsonOption, type OutputOptions, say, sayCells } from "./output.js";

/** `bulkhead limits`: the limits of the key's tenant, from the API. */
export function limitsCommand(program: Command): void {
  program
    .command("limits")
    .description("what the tenant may use: name, use, bound, unit")
    .option(...jsonOption)
    .action(async ({ json }: OutputOptions) => {
      const limits = await answer((await connect()).api.GET("/api/limits"));
      if (json) return void say(JSON.stringify(limits));
      for (const { name, used, bound, unit } of limits.items) sayCells(name, used, bound, unit);
    });
}

/** `bulkhead tenants limits`: the limits of any tenant, from the database, and its own bounds. */
export function tenantLimitsCommand(tenants: Command): void {
  tenants
    .command("limits")
    .description("what a tenant may use: name, use, bound, and whether the bound is its own; or set bounds of its own")
    .argument("<tenant>", "from tenants list", tenantOf)
    .option("--set <name=bound...>", "a bound in place of the setting's", bounds)
    .option("--reset <name...>", "the setting's bound again", names)
    .action(
      (tenant: string, { set = [], reset = [] }: { set?: (readonly [LimitName, number])[]; reset?: LimitName[] }) =>
        withDatabase(async (db) => {
          await requireTenant(db, tenant);
          await db.transaction({ name: "set limits" }, async ({ trx }) => {
            for (const [name, bound] of set) await setBound(trx, tenant, name, bound);
            for (const name of reset) await setBound(trx, tenant, name, null);
          });
          const own = await findOwnBounds(db.query, tenant);
          const all = withOwnBounds(toConfig(readEnv()).tenantBounds, own);
          const used = await tenantUse({ db, use: null }, tenant);
          for (const name of limitNames) {
            const source = own[name] === undefined ? "setting" : "own";
            sayCells(name, used[name], all[name], tenantLimits[name].unit, source);
          }
        }),
    );
}

function bounds(text: string, earlier: (readonly [LimitName, number])[] = []) {
  const [, name = "", digits = ""] = /^(\w+)=(\d{1,15})$/.exec(text) ?? [];
  const [known] = names(name);
  const bound = Number(digits);
  if (known === undefined || digits === "") throw new InvalidArgumentError("Write a limit as <name>=<number>.");
  const limit = tenantLimits[known];
  if (bound < limit.least) throw new InvalidArgumentError(`${known} is at least ${limit.least}.`);
  if ("most" in limit && bound > limit.most) throw new InvalidArgumentError(`${known} is at most ${limit.most}.`);
  return [...earlier, [known, bound] as const];
}

function names(name: string, earlier: LimitName[] = []): LimitName[] {
  if (!isLimitName(name)) throw new InvalidArgumentError(`Limits: ${limitNames.join(", ")}.`);
  return [...earlier, name];
}
