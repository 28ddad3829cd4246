import { ConfigError } from "../config.js";
import { listTenants } from "../db/access/tenants.js";
import type { Database } from "../db/database.js";

/** Throws `ConfigError` if no tenant has the name: a misspelled name must not create a tenant. */
export async function requireTenant({ query }: Pick<Database, "query">, tenant: string): Promise<void> {
  if (!(await listTenants(query)).includes(tenant)) throw new ConfigError("There is no such tenant: see tenants list.");
}
