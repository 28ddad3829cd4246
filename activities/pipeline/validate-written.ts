import type { Query } from "../../src/db/database.js";
import { StaleDecision } from "../../src/db/database-errors.js";
import { type FindingChanges, refreshFindings } from "../../src/db/integrity/findings.js";
import { stagedKeys, storedKeys } from "../../src/db/integrity/subjects.js";
import { type ApplyContext, lostTargets } from "../../src/db/rows/decide-rows.js";
import type { EntityState } from "../../src/db/rows/entity-version.js";
import { type Accepted, missedErasure } from "../../src/db/rows/erased-subjects.js";
import { rereadReferrers } from "../../src/db/rows/leaving-rows.js";

/** What was written, and the state that was read under the lock of the findings. */
interface WrittenRows {
  readonly accepted: Accepted;
  /** How many rows were written from the file's bytes. */
  readonly written: number;
  readonly deleted: number;
  readonly now: EntityState;
}

/**
 * Checks, under the lock of the findings, that all decisions about the written rows still hold, and updates the
 * findings (section D 8). Returns how they changed. Throws `StaleDecision` if a decision does not hold.
 */
export async function validateWritten(
  trx: Query,
  context: ApplyContext,
  { accepted, written, deleted, now }: WrittenRows,
): Promise<FindingChanges> {
  const isMissed = now.erased.length > 0 && (await missedErasure(trx, context, accepted));
  if (isMissed || (await lostTargets(trx, context))) {
    throw new StaleDecision("a row was erased while it, or what refers to it, was written");
  }
  const leaving = deleted > 0;
  if (leaving) await rereadReferrers(trx, context);
  const arrived = written > 0 ? storedKeys(context) : stagedKeys(context);
  return refreshFindings(trx, { ...context, arrived, leaving, version: now.findings });
}
