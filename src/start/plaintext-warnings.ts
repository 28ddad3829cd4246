import pg from "pg";
import type { Config } from "../config.js";
import type { TemporalTarget } from "../temporal/connection.js";

/** The endpoints of a process; `http` is null if it does not listen. */
interface Speaking {
  readonly databaseUrl: string;
  readonly temporal: TemporalTarget;
  readonly http: Pick<Config["http"], "host"> | null;
}

/** Returns a warning for each connection to or from another machine without TLS. No warning contains a secret. */
export function plaintextWarnings({ databaseUrl, temporal, http }: Speaking): string[] {
  // Parsed by the driver, which knows the parameters of the URL and PGSSLMODE.
  const database = new pg.Client(databaseUrl);
  const { address = "", tls } = temporal.options;
  const warnings: string[] = [];
  if (!database.ssl && leavesMachine(database.host))
    warnings.push("DATABASE_URL names another machine and no TLS: add ?sslmode=verify-full&sslrootcert=<file>");
  if (!tls && leavesMachine(address.replace(/:\d+$/, "")))
    warnings.push("TEMPORAL_ADDRESS names another machine, and TLS is off: set TEMPORAL_TLS=true");
  if (http !== null && leavesMachine(http.host))
    warnings.push("HOST opens plain HTTP to other machines: let only a proxy that speaks TLS reach it");
  return warnings;
}

/** Returns whether a host is another machine. A host that begins with a slash is the folder of a Unix socket. */
function leavesMachine(host: string): boolean {
  return !/^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|\/.*)$/i.test(host);
}
