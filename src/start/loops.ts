import type { Deps } from "../deps.js";
import { startOutbox } from "../services/loops/outbox.js";
import { watchSchedules } from "../services/loops/schedule-watch.js";
import { startStarter } from "../services/loops/starter.js";
import type { TemporalTarget } from "../temporal/connection.js";
import { connectDeliveries } from "../temporal/delivery-workflows.js";
import { connectSchedules } from "../temporal/import-schedules.js";
import { connectImports } from "../temporal/import-workflows.js";

/**
 * Connects to Temporal, and starts the loops of every http and worker process; adds the functions that stop them to
 * `stops`.
 */
export function startLoops(deps: Deps, target: TemporalTarget, stops: (() => Promise<void>)[]) {
  const { taskQueue, searchAttributes } = deps.config;
  const imports = connectImports({ target, taskQueue, searchAttributes });
  const schedules = connectSchedules({ target, taskQueue, searchAttributes });
  const deliveries = connectDeliveries(target, taskQueue);
  for (const port of [imports, schedules, deliveries]) stops.push(() => port.close());
  const starter = startStarter(deps, imports);
  const watch = watchSchedules(deps, schedules);
  const outbox = startOutbox(deps, deliveries);
  for (const loop of [starter, watch, outbox]) stops.push(() => loop.stop());
  return { imports, schedules, signals: { placeFreed: starter.placeFreed, runFailed: watch.runFailed } };
}
