import { leftovers } from "../cleanup/index.js";
import type { CleanupDeps } from "../cleanup/leftover.js";
import type { Config } from "../config.js";
import { expiringKeys } from "../db/access/list-keys.js";
import { endlessJobs, strayTransactions, unstartedJobs } from "../db/jobs/stuck-work.js";
import { leftoverKinds } from "../domain/leftover.js";
import { scheduleDifferences } from "../services/schedules/schedule-differences.js";
import { type MaintenanceSchedule, maintenanceSchedules, scheduleFault } from "../temporal/maintenance-schedules.js";
import { workerVersionFaults } from "../temporal/worker-versions.js";
import { remark, say } from "./output.js";
import { temporalTarget, withSchedules } from "./temporal.js";

/** Prints each kind of leftover and of stuck work on a line; returns whether there was any. */
export async function nameLeftovers(deps: CleanupDeps): Promise<boolean> {
  let found = 0;
  const name = (label: string, count: number | string, example: string | null) => {
    if (count === 0) return;
    found++;
    say([label, count, ...(example === null ? [] : [example])].join("\t"));
  };
  for (const { kind, label } of leftoverKinds) {
    const { count, example } = await leftovers[kind].find(deps);
    name(label, count, example);
  }
  const { query } = deps.db;
  for (const [label, look] of [
    ["jobs that no process starts", unstartedJobs],
    ["jobs open for more than a day", endlessJobs],
    ["transactions of jobs that are over", strayTransactions],
    ["keys in use that expire soon", expiringKeys],
  ] as const) {
    const { count, oldest } = await look(query);
    name(label, count, oldest);
  }
  for (const { id, fault } of await scheduleFaults(deps.config)) if (fault !== null) name("schedule", id, fault);
  for (const { id, fault } of await importScheduleFaults(deps)) name("schedule", id, fault);
  for (const fault of await versionFaults(deps.config)) name("workers", fault, null);
  if (found === 0) remark("nothing is left over or stuck");
  return found > 0;
}

/** Removes the leftovers as the cleaner does, and prints how many. */
export async function removeLeftovers(deps: CleanupDeps): Promise<void> {
  const { signal } = new AbortController();
  for (const { kind, label } of leftoverKinds) {
    const removed = await leftovers[kind].remove(deps, signal);
    if (removed > 0) say(`removed\t${label}\t${removed}`);
  }
}

/** Makes the database and Temporal agree on every schedule of imports, and prints each repair. */
export async function healSchedules({ db, config }: CleanupDeps): Promise<void> {
  await withSchedules(config, async (schedules) => {
    for (const { id, fault, heal } of await scheduleDifferences({ db }, schedules)) {
      await heal();
      say(`healed\tschedule\t${id}\t${fault}`);
    }
  });
}

async function scheduleFaults(config: Config): Promise<{ id: string; fault: string | null }[]> {
  const target = await temporalTarget(config);
  const look = async (schedule: MaintenanceSchedule) =>
    target === null
      ? "Temporal is not known here: set TEMPORAL_ADDRESS"
      : scheduleFault(target, schedule).catch(() => "Temporal does not answer");
  return Promise.all(
    maintenanceSchedules(config).map(async (schedule) => ({ id: schedule.id, fault: await look(schedule) })),
  );
}

/** Returns the schedules of imports that differ between the database and Temporal. */
async function importScheduleFaults({ db, config }: CleanupDeps): Promise<{ id: string; fault: string }[]> {
  // An outage is reported with the schedules of maintenance.
  const found = await withSchedules(config, (schedules) => scheduleDifferences({ db }, schedules)).catch(() => []);
  return found ?? [];
}

/**
 * Returns why imports wait although workers run; empty if Temporal's address is not known, which the maintenance
 * schedules report.
 */
async function versionFaults(config: Config): Promise<readonly string[]> {
  const target = await temporalTarget(config);
  if (target === null) return [];
  return workerVersionFaults(target, config.taskQueue).catch(() => ["Temporal does not say which builds they have"]);
}
