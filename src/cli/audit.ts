import type { Command } from "commander";
import { answer } from "../../clients/typescript/src/api.js";
import type { operations } from "../../clients/typescript/src/schema.js";
import { connect } from "./connect.js";
import { addListOptions, type ListOptions } from "./list-options.js";
import { print, remark, say, sayCells } from "./output.js";

type Filters = Omit<NonNullable<operations["listAuditEvents"]["parameters"]["query"]>, "limit" | "format">;

interface AuditOptions extends ListOptions, Filters {
  readonly csv?: true;
}

/** `bulkhead audit`: who did what in the tenant. */
export function auditCommand(program: Command): void {
  const audit = program
    .command("audit")
    .description(
      "who did what, the newest first: time, actor, action, object, address, count; takes a key of role admin",
    );
  addListOptions(audit)
    .option("--since <moment>", "an ISO time with its zone")
    .option("--until <moment>", "the same; events before it")
    .option("--actor <name>", "the name of the key, the schedule or the operator")
    .option("--action <action>", "such as job.approved")
    .option("--object <text>", "what the object begins with, such as job:")
    .option("--cursor <text>", "the next page, as the page before names it")
    .option("--csv", "all events that match, as CSV")
    .action(async ({ json, csv, limit, ...filters }: AuditOptions) => {
      const { api } = await connect();
      if (csv) {
        const params = { query: { ...filters, format: "csv" } } as const;
        return print(await answer(api.GET("/api/audit", { params, parseAs: "stream" })));
      }
      const page = await answer(api.GET("/api/audit", { params: { query: { ...filters, limit } } }));
      if (typeof page === "string") throw new Error("the trail is CSV only where that is asked for");
      if (json) return void say(JSON.stringify(page));
      for (const { at, actor, action, object, address, count } of page.items) {
        sayCells(at, `${actor.kind}:${actor.name}`, action, object, address, count);
      }
      if (page.nextCursor !== null) remark(`more with --cursor ${page.nextCursor}`);
    });
}
