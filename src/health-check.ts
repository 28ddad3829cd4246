import { hostname } from "node:os";
import { readEnv, toConfig } from "./config.js";
import { openConnection, targetOf } from "./temporal/connection.js";
import { liveWorkers } from "./temporal/live-workers.js";

/**
 * Runs a container's health check, in the environment of the role that it checks; exits with 0 if the role is healthy.
 * `http`: imports are accepted. `worker`: this machine's worker has polled Temporal for work, which it does at least
 * once a minute.
 */
const config = toConfig(readEnv());
const answerWithin = 4_000;

async function acceptsImports(): Promise<boolean> {
  const { ok } = await fetch(`http://127.0.0.1:${config.http.port}/readyz`, {
    signal: AbortSignal.timeout(answerWithin),
  });
  return ok;
}

async function pollsForWork(): Promise<boolean> {
  if (config.temporal === null) return false;
  const target = targetOf(config.temporal);
  const connection = openConnection(target);
  const workers = await connection.withDeadline(Date.now() + answerWithin, () =>
    liveWorkers(connection, target.namespace, config.taskQueue),
  );
  return workers.some(({ identity }) => identity.endsWith(`@${hostname()}`));
}

const well = await (process.argv[2] === "worker" ? pollsForWork() : acceptsImports()).catch(() => false);
process.exit(well ? 0 : 1);
