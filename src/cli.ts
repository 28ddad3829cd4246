import { Command } from "commander";
import { databaseUrl, say } from "./cli/database.js";
import { doctorCommand } from "./cli/doctor.js";
import { keyCommands } from "./cli/keys.js";
import { tenantCommands } from "./cli/tenants.js";
import { ConfigError } from "./config.js";
import { isUnavailable } from "./db/database-errors.js";
import { migrate, PostgresTooOld } from "./db/migrate.js";
import { DomainError } from "./domain/errors.js";

const program = new Command("bulkhead").description("Durable bulk imports for learning platforms.");

program
  .command("migrate")
  .description("bring the database to this version's schema")
  .action(async () => {
    const applied = await migrate(await databaseUrl());
    say(applied.length > 0 ? `applied ${applied.join(", ")}` : "nothing to migrate");
  });

keyCommands(program);
tenantCommands(program);
doctorCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  const message =
    error instanceof ConfigError || error instanceof PostgresTooOld || error instanceof DomainError
      ? error.message
      : isUnavailable(error)
        ? "The database does not answer. Is it running, and is DATABASE_URL right?"
        : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
