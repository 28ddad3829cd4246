import { databaseErrorCode, isUnavailable } from "../db/database-errors.js";

/** What to do about an error of a start that an operator can mend, in a line; null for any other. */
export function startFault(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && error.code === "EADDRINUSE") {
    return `${error.message}: another process uses the port. Set PORT to another one.`;
  }
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
      return isUnavailable(error) ? `A server of the settings does not answer: ${error.message}.` : null;
  }
}
