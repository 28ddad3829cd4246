import { databaseErrorCode } from "../db/database-errors.js";

const silent = ["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"];

/** Returns, in a line, how an operator can mend an error of a start; null for any other error. */
export function startFault(error: unknown): string | null {
  // Of a name with several addresses, Node reports the attempts together, without a message.
  if (error instanceof AggregateError) return startFault(error.errors[0]);
  if (!(error instanceof Error)) return null;
  const code = "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return `${error.message}: another process uses the port. Set PORT to another one.`;
  if (code === "EACCES" && "syscall" in error && error.syscall === "listen") {
    return `${error.message}. The system user may not use this port. Set PORT to one above 1023.`;
  }
  if (silent.includes(code)) return `A server of the settings does not answer: ${error.message}.`;
  switch (databaseErrorCode(error)) {
    case "28P01":
    case "28000":
      return `Postgres refuses the account of DATABASE_URL: ${error.message}.`;
    case "3D000":
      return `DATABASE_URL: ${error.message}. Create the database, then run migrate.`;
    case "42501":
      return (
        `The account of DATABASE_URL may not do what this role needs: ${error.message}. The account of http and worker ` +
        `has to be a member of bulkhead_process and bulkhead_request; migrate needs the owner of the schema. ` +
        `docs/deploying.md has the statements under "The roles of Postgres".`
      );
    default:
      return null;
  }
}
