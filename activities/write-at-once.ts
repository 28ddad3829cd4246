import { Context } from "@temporalio/activity";
import type { CopyTransaction } from "../src/db/database.js";
import { isConflict } from "../src/db/database-errors.js";
import { turnHolder } from "../src/db/jobs/turns.js";
import { limitLockWaits } from "../src/db/lock.js";
import { entityVersion } from "../src/db/rows/entity-version.js";
import { hasDelivered } from "../src/db/staging/recognised-rows.js";
import type { Deps } from "../src/deps.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { WrittenAtOnce } from "./contract.js";
import { GaveUp } from "./pipeline/gave-up.js";
import { type PlannedJob, plannedJob, stepTransaction } from "./pipeline/import-step.js";
import { comparableRows, writeChanges } from "./pipeline/write-changes.js";
import { directRows, writeDirectly } from "./pipeline/write-directly.js";

const mostAttempts = 2;

type Way = (deps: ActivityDeps, transaction: CopyTransaction, planned: PlannedJob) => Promise<void>;

/**
 * Writes a large file in one transaction that reads it itself, where little has to be decided: into a store that has
 * none of the entity's rows, or over rows most of which are stored as they are. The end is that of `applyImport`; at
 * the first doubt nothing is written, and everything is left to the steps that stage.
 */
export async function writeAtOnce(deps: ActivityDeps, jobId: string): Promise<WrittenAtOnce> {
  const { db } = deps;
  const planned = await plannedJob({ db }, jobId);
  // Whoever is interrupted again and again gets further chunk by chunk.
  if (Context.current().info.attempt > mostAttempts) return { written: false };
  const way = (await turnHolder(db.query, planned.job)) === null ? await wayAtOnce({ db }, planned) : null;
  if (!way) return { written: false };
  try {
    await stepTransaction(db, { name: `apply ${jobId}` }, async (transaction) => {
      await limitLockWaits(transaction.trx, "30s");
      await way(deps, transaction, planned);
    });
    return { written: true };
  } catch (error) {
    if (error instanceof GaveUp || isConflict(error)) return { written: false };
    throw error;
  }
}

/** How a job may be written at once; null where it cannot. */
export async function wayAtOnce({ db }: Pick<Deps, "db">, planned: PlannedJob): Promise<Way | null> {
  const { tenantId, importerId, mode, dryRun } = planned.job;
  if (dryRun || mode === "snapshot" || mode === "update") return null;
  if ((await entityVersion(db.query, planned.staged)) === 0) {
    const direct = directRows(planned);
    return direct && ((...args) => writeDirectly(...args, direct));
  }
  // A row that is stored already is a fault of the mode `create`, so none must be passed over.
  if (mode !== "upsert") return null;
  if (!(await hasDelivered(db.query, { tenantId, entity: planned.entity, importerId }))) return null;
  const comparable = comparableRows(planned);
  return comparable && ((...args) => writeChanges(...args, comparable));
}
