import type { Command } from "commander";
import { connectApi } from "./api-client.js";
import { jsonOption, type OutputOptions, say, sayCells } from "./output.js";

interface Event {
  readonly at: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly action: string;
  readonly object: string | null;
  readonly address: string | null;
  readonly count: number;
}

interface AuditOptions extends OutputOptions {
  readonly since?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly object?: string;
  readonly limit: string;
  readonly csv?: true;
}

/** `bulkhead audit`: who did what in the tenant. */
export function auditCommand(program: Command): void {
  program
    .command("audit")
    .description(
      "who did what, the newest first: time, actor, action, object, address, count; takes a key of role admin",
    )
    .option("--since <moment>", "an ISO time with its zone")
    .option("--actor <name>", "the name of the key, the schedule or the operator")
    .option("--action <action>", "such as job.approved")
    .option("--object <text>", "what the object begins with, such as job:")
    .option("--limit <number>", "how many", "50")
    .option("--csv", "all events that match, as CSV")
    .option(...jsonOption)
    .action(async ({ json, csv, limit, ...filters }: AuditOptions) => {
      const query = new URLSearchParams({ ...filters, ...(csv ? { format: "csv" } : { limit }) });
      const api = await connectApi();
      if (csv) return api.download(`/api/audit?${query}`);
      const page = await api.get<{ items: Event[] }>(`/api/audit?${query}`);
      if (json) return void say(JSON.stringify(page));
      for (const { at, actor, action, object, address, count } of page.items) {
        sayCells(at, `${actor.kind}:${actor.name}`, action, object, address, count);
      }
    });
}
