import { setFlagsFromString } from "node:v8";
import { ConfigError, readEnv, toConfig } from "./config.js";
import { UnsuitableDatabase } from "./db/migrate.js";
import { createLogger } from "./deps.js";
import { EmbeddedError } from "./embedded/embedded-error.js";
import { embeddedKeyPath } from "./start/embedded-key.js";
import { AlreadyRunning } from "./start/servers.js";
import { startStack } from "./start/stack.js";
import { type StackRole, stackRoles } from "./start/stack-role.js";
import { startFault } from "./start/start-fault.js";
import { stopOnSignal } from "./start/stop-on-signal.js";
import { installRuntime } from "./worker/runtime.js";

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Limits the growth of V8's heap. An import's objects are garbage within milliseconds, and by default V8 lets garbage
 * grow to several times the live objects. Collecting at twice the live objects saves a worker memory. At less, V8 would
 * collect constantly because of the buffers.
 */
setFlagsFromString("--heap-growing-percent=100");

async function main(): Promise<void> {
  const role = process.argv[2] ?? "all";
  if (!isRole(role)) throw new ConfigError(`There is no role ${role}. Roles: ${stackRoles.join(", ")}.`);
  const config = toConfig(readEnv());
  // Serving metrics keeps the process alive, and a migration has to end.
  const servesMetrics = role === "all" || (role === "worker" && config.metricsPort !== null);
  const sdkMetricsUrl =
    role === "migrate" ? null : await installRuntime(createLogger(config), { metrics: servesMetrics });
  const stopStarting = new AbortController();
  const starting = startStack(config, role, say, { stopping: stopStarting.signal, sdkMetricsUrl });
  stopOnSignal(starting, say, stopStarting);
  const stack = await starting.catch((error: unknown) => {
    if (!stopStarting.signal.aborted) throw error;
    return null;
  });
  // The signal that stopped the start ends the process.
  if (stack === null) return;
  if (role === "migrate") return stack.stop();
  if (stack.url) say(`Bulkhead      ${stack.url}   (documentation: ${stack.url}/docs/)`);
  if (stack.consoleUrl) say(`Console       ${stack.consoleUrl}   (works once, for 15 minutes)`);
  else if (stack.url) say(`Console       ${stack.url}/console`);
  if (stack.temporalUiUrl) say(`Temporal UI   ${stack.temporalUiUrl}`);
  if (role === "all" && config.databaseUrl === null) say(`API key       in ${embeddedKeyPath(config)}`);
  if (role === "worker") say(`Worker on task queue ${config.taskQueue}`);
}

function isRole(role: string): role is StackRole {
  return stackRoles.some((known) => known === role);
}

try {
  await main();
} catch (error) {
  if (error instanceof AlreadyRunning) {
    say(error.message);
    process.exit(0);
  }
  const expected = [ConfigError, EmbeddedError, UnsuitableDatabase].some((known) => error instanceof known);
  const said = error instanceof Error ? (expected ? error.message : (startFault(error) ?? error.stack)) : String(error);
  process.stderr.write(`${said}\n`);
  process.exit(1);
}
