import type { Config } from "../config.js";
import { readInstanceState } from "../embedded/state-file.js";
import { embeddedTarget, type TemporalTarget, targetOf } from "../temporal/connection.js";
import { connectSchedules, type ImportSchedules } from "../temporal/import-schedules.js";

/** Returns Temporal of the settings, else of the embedded stack that runs on the data folder. */
export async function temporalTarget({ temporal, dataDir }: Config): Promise<TemporalTarget | null> {
  if (temporal !== null) return targetOf(temporal);
  const address = (await readInstanceState(dataDir))?.temporalAddress;
  return address ? embeddedTarget(address) : null;
}

/** Runs a function with a connection to Temporal's schedules. Returns null if Temporal's address is not known. */
export async function withSchedules<T>(
  config: Config,
  run: (schedules: ImportSchedules) => Promise<T>,
): Promise<T | null> {
  const target = await temporalTarget(config);
  if (target === null) return null;
  const { taskQueue, searchAttributes } = config;
  const schedules = connectSchedules({ target, taskQueue, searchAttributes });
  try {
    return await run(schedules);
  } finally {
    await schedules.close();
  }
}
