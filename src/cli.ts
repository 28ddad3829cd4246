import { Command } from "commander";
import { BulkheadError } from "../clients/typescript/src/problem.js";
import { assetCommands } from "./cli/assets.js";
import { auditCommand } from "./cli/audit.js";
import { correctionCommands } from "./cli/corrections.js";
import { credentialCommands } from "./cli/credentials.js";
import { databaseUrl } from "./cli/database.js";
import { doctorCommand } from "./cli/doctor.js";
import { holdCommands } from "./cli/holds.js";
import { importCommand } from "./cli/import.js";
import { jobCommands } from "./cli/jobs.js";
import { keyCommands } from "./cli/keys.js";
import { limitsCommand } from "./cli/limits.js";
import { mappingCommands } from "./cli/mappings.js";
import { say } from "./cli/output.js";
import { packageCommands } from "./cli/packages.js";
import { scheduleCommands } from "./cli/schedules.js";
import { tenantCommands } from "./cli/tenants.js";
import { webhookCommands } from "./cli/webhooks.js";
import { ConfigError } from "./config.js";
import { isUnavailable } from "./db/database-errors.js";
import { checkMigrations, migrate, UnsuitableDatabase } from "./db/migrate.js";
import { DomainError } from "./domain/errors.js";

const program = new Command("bulkhead").description("Durable bulk imports for learning platforms.").addHelpText(
  "after",
  `
import, packages, jobs, rejects, issues, correct, integrity, assets, schedules, mappings, credentials, holds, webhooks, limits and audit speak to the HTTP API with BULKHEAD_API_KEY, at BULKHEAD_URL; on the
machine that runs npm start they need neither. The others work on the database (DATABASE_URL).

Examples:
  bulkhead import events.csv --entity courseGroupInPersonEvent --wait
  bulkhead rejects <job id> > fixed.csv`,
);

program
  .command("migrate")
  .description("bring the database to this version's schema")
  .option("--check", "change nothing; name what is missing, and end with 1 where something is")
  .action(async ({ check }: { check?: true }) => {
    const url = await databaseUrl();
    const names = check ? await checkMigrations(url) : await migrate(url);
    say(names.length > 0 ? `${check ? "to apply:" : "applied"} ${names.join(", ")}` : "nothing to migrate");
    if (check && names.length > 0) process.exitCode = 1;
  });

importCommand(program);
jobCommands(program);
correctionCommands(program);
packageCommands(program);
assetCommands(program);
scheduleCommands(program);
mappingCommands(program);
credentialCommands(program);
holdCommands(program);
webhookCommands(program);
limitsCommand(program);
auditCommand(program);
keyCommands(program);
tenantCommands(program);
doctorCommand(program);

// A reader such as `head` may close the pipe early, which is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  const isUnreachable = error instanceof BulkheadError && error.status === null && error.isPassing;
  const isForPeople = [BulkheadError, ConfigError, UnsuitableDatabase, DomainError].some(
    (known) => error instanceof known,
  );
  const message =
    isForPeople && error instanceof Error
      ? `${error.message}${isUnreachable ? " Is Bulkhead running, and is BULKHEAD_URL right?" : ""}`
      : isUnavailable(error)
        ? "The database does not answer. Is it running, and is DATABASE_URL right?"
        : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
