import { isUnavailable } from "../../db/database-errors.js";
import { beginCancel, completeCancel } from "../../db/jobs/cancel-job.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import { nextInLine } from "../../db/jobs/turns.js";
import { cancelledWithPackage, openParts } from "../../db/packages/open-parts.js";
import type { Deps } from "../../deps.js";
import { isTerminal, type JobError } from "../../domain/job.js";
import type { ImportWorkflows } from "../../temporal/import-workflows.js";
import { dropSecretBody } from "../assets/job-bytes.js";

type CancelDeps = Pick<Deps, "db" | "assets">;
type CancelSignals = Pick<ImportWorkflows, "cancel" | "signalTurn">;

/**
 * Cancels a job at any stage, with or without workers and Temporal, and returns the job afterwards. Its state is
 * neither `cancelled` nor `cancelling` if the job had ended before. After an outage the starter finishes the
 * cancellation.
 */
export async function cancelJob(
  deps: CancelDeps,
  imports: CancelSignals,
  job: JobRow,
  reason: JobError,
): Promise<JobRow> {
  await beginCancel(deps.db, job.id, reason);
  await finishCancel(deps, imports, job).catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
  });
  return (await findJob(deps.db.query, job.id)) ?? job;
}

/** Completes the cancellation of a job, and signals the workflows that wait for it. Does nothing to any other job. */
export async function finishCancel({ db, assets }: CancelDeps, imports: CancelSignals, { id }: JobRow): Promise<void> {
  const begun = await findJob(db.query, id);
  if (begun?.state !== "cancelling" && begun?.state !== "cancelled") return;
  for (const part of await openParts(db.query, begun)) {
    await beginCancel(db, part.id, cancelledWithPackage);
    await finishCancel({ db, assets }, imports, part);
  }
  if (!isTerminal(begun.state)) await completeCancel(db, id);
  await dropSecretBody({ db, assets }, begun);
  const next = await nextInLine(db.query, begun);
  await Promise.all([imports.cancel(begun.workflowId), next === null ? null : imports.signalTurn(next)]);
}

/** Why a job was cancelled, in the words of the job's error. */
export function cancelledBy(who: string, { package: pack }: Pick<JobRow, "package">): JobError {
  const left = pack === null ? "nothing of it was stored" : "what its files brought before is stored";
  return {
    code: "CANCELLED",
    message: `The import was cancelled by ${who}; ${left}.`,
    hint: "POST /api/jobs/{id}/retry starts it again, on the same bytes.",
    line: null,
  };
}
