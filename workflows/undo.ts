import { ActivityFailure, proxyActivities, setCurrentDetails, setHandler } from "@temporalio/workflow";
import type { UndoActivities, UndoneImport } from "../activities/contract.js";
import { waiting } from "./ask-again.js";
import type { UndoInput, UndoResult } from "./contract.js";
import { failure, jobError } from "./job-fault.js";
import { heartbeatTimeout, retry } from "./step-retry.js";
import { tellTurn, turnSignal } from "./turn.js";

const { undoImport, giveUpUndo } = proxyActivities<UndoActivities>({
  // The duration grows with the rows that the import wrote; heartbeats show whether the step is alive.
  startToCloseTimeout: "12 hours",
  heartbeatTimeout,
  retry,
});

/** Undoes an import, in its turn among the imports of its importer and entity (section D 9). */
export async function undoWorkflow({ jobId }: UndoInput): Promise<UndoResult> {
  const { outcome, next } = await inTurn(jobId).catch((error: unknown) => giveUp(jobId, error));
  if (next !== undefined) await tellTurn(next);
  if (!outcome?.counts) throw failure(outcome?.error ?? null);
  const { deleted, restored, recreated, movedOn } = outcome.counts;
  setCurrentDetails(
    `### Undone\n- Deleted ${deleted}, restored ${restored}, recreated ${recreated}\n- Left alone, since they were changed afterwards: ${movedOn}`,
  );
  return outcome.counts;
}

async function inTurn(jobId: string): Promise<UndoneImport> {
  // A signal that arrives during the call counts; an earlier signal is stale.
  let signalled = false;
  setHandler(turnSignal, () => {
    signalled = true;
  });
  const turn = waiting();
  for (;;) {
    signalled = false;
    const undone = await undoImport.executeWithOptions({ summary: "put rows back" }, [jobId]);
    if (undone.blockedBy === undefined) return undone;
    setCurrentDetails(`**Waiting for its turn** behind job \`${undone.blockedBy}\``);
    await turn.until(() => signalled);
  }
}

/** Stores the fault with the job. Throws if there is nothing to undo, as when the job does not exist. */
async function giveUp(jobId: string, error: unknown): Promise<UndoneImport> {
  const fault = jobError(error);
  if (fault === null || !(error instanceof ActivityFailure)) throw error;
  return giveUpUndo.executeWithOptions({ summary: "give up" }, [jobId, fault]);
}
