import { Context } from "@temporalio/activity";
import type { CopyTransaction, Database, TransactionOptions } from "../../src/db/database.js";
import { endSessions } from "../../src/db/jobs/job-backends.js";
import { findJob, type JobRow } from "../../src/db/jobs/jobs.js";
import type { Accepted } from "../../src/db/rows/erased-subjects.js";
import type { Deps } from "../../src/deps.js";
import { entityNamed } from "../../src/domain/entities/index.js";
import type { Entity } from "../../src/domain/entity.js";
import type { FileLayout } from "../../src/domain/file-layout.js";
import { erasureKeys, type SecretKeys } from "../../src/secret-key.js";

/** The job is over: cancelled, failed by another process, or finished by an attempt whose answer was lost. */
export class JobEnded extends Error {}

/** A running job with its plan. */
export interface PlannedJob {
  readonly job: JobRow;
  readonly entity: Entity;
  readonly layout: FileLayout;
  readonly columns: ReadonlySet<string>;
}

/** Returns a running job with its plan; null in every other state. */
export async function findPlannedJob({ db }: Pick<Deps, "db">, jobId: string): Promise<PlannedJob | null> {
  const job = await findJob(db.query, jobId);
  return job?.state === "running" ? withPlan(job) : null;
}

/** Returns a job with the contents of its stored plan. Throws if there is no plan. */
export function withPlan(job: JobRow): PlannedJob {
  const { layout } = job;
  if (layout === null) throw new Error("a step ran before the plan");
  const header: readonly (string | null)[] = layout.header;
  const given = Object.keys(layout.mapping?.constants ?? {});
  const columns = new Set([...header.filter((name) => name !== null), ...given]);
  const entity = entityNamed(job.entity);
  return { job, entity, layout, columns };
}

/**
 * Runs a step's transaction, whose name contains the step and the job. A later attempt first ends the sessions of
 * earlier attempts: they may belong to a host that died, and hold locks that this attempt needs.
 */
export async function stepTransaction<T>(
  db: Database,
  options: TransactionOptions,
  run: (transaction: CopyTransaction) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const cleared = clearedNames.get(context) ?? new Set();
  if (context.info.attempt > 1 && !cleared.has(options.name)) {
    // Only once: when a conflict repeats the transaction, a session of this name may belong to a later attempt.
    clearedNames.set(context, cleared.add(options.name));
    await endSessions(db.query, options.name);
  }
  return db.transaction(options, run);
}

/** Names of transactions whose older sessions an attempt has ended. */
const clearedNames = new WeakMap<Context, Set<string>>();

/** Returns from which time erasures count for a job, and the keys that recognise them. */
export function acceptedWith({ createdAt }: JobRow, secretKeys: SecretKeys): Accepted {
  return { acceptedAt: createdAt, keys: erasureKeys(secretKeys) };
}
