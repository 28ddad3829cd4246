import { defineSearchAttributeKey } from "@temporalio/common";
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import type { FinishedImport, ImportActivities, LoadedChunk } from "../activities/contract.js";
import { mostFrequentFirst } from "../src/domain/issue-counts.js";
import type { JobError } from "../src/domain/job.js";
import { markdownText } from "../src/domain/markdown-text.js";
import { waiting } from "./ask-again.js";
import {
  approvalSignalName,
  type ImportInput,
  type ImportResult,
  loadedSignalName,
  type ProgressAnswer,
  progressQueryName,
  type ScheduledStart,
  type SkippedRun,
  searchAttributeNames,
  turnSignalName,
} from "./contract.js";
import { ImportProgress } from "./import-progress.js";
import { type ImportSteps, runImport } from "./run-import.js";
import { acceptScheduled } from "./scheduled-start.js";

export const retry = {
  initialInterval: "500 milliseconds",
  backoffCoefficient: 2,
  maximumInterval: "15 seconds",
} as const;
const heartbeatTimeout = "10 seconds";

const quick = proxyActivities<ImportActivities>({ startToCloseTimeout: "30 minutes", heartbeatTimeout, retry });
// The time of these steps grows with the file and with the database; their heartbeats tell whether they live.
const long = proxyActivities<ImportActivities>({ startToCloseTimeout: "12 hours", heartbeatTimeout, retry });

const approvalSignal = defineSignal(approvalSignalName);
const loadedSignal = defineSignal<[no: number, chunk: LoadedChunk]>(loadedSignalName);
export const turnSignal = defineSignal(turnSignalName);

const stageAttribute = defineSearchAttributeKey(searchAttributeNames.stage, "KEYWORD");

/** One import (section D), of a job that was accepted, or of a schedule's run, which has to be accepted first. */
export async function importWorkflow(input: ImportInput | ScheduledStart): Promise<ImportResult | SkippedRun> {
  if ("jobId" in input) return importOf(input);
  const accepted = await acceptScheduled(input);
  if ("skipped" in accepted) return accepted;
  return importOf({ ...accepted, searchAttributes: input.searchAttributes });
}

/** Binds the story in `run-import.ts` to Temporal. */
async function importOf(input: ImportInput): Promise<ImportResult> {
  const progress = new ImportProgress(
    `${input.entity} from ${markdownText(input.file)}`,
    Date.now,
    (state, stageChanged) => {
      setCurrentDetails(state.markdown());
      if (stageChanged && input.searchAttributes) {
        upsertSearchAttributes([{ key: stageAttribute, value: state.stageName }]);
      }
    },
  );
  setHandler(defineQuery<ProgressAnswer>(progressQueryName), () => progress.answer());
  setHandler(loadedSignal, (no, chunk) => {
    progress.loaded(no, chunk);
    if (progress.isLoaded) progress.stage("applying");
  });
  const outcome = await runImport(input, namedSteps(), progress).catch((error: unknown) => breakOff(input, error));
  setCurrentDetails(progress.ended(outcome.state, summary(outcome)));
  if (outcome.next !== undefined) await tellTurn(outcome.next);
  if (outcome.state === "failed") throw failure(outcome.error);
  if (outcome.state === "cancelled" && CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure("the job was cancelled");
  }
  return { state: outcome.state, counts: outcome.counts };
}

/** Ends the job where its story broke off. Whoever cancels the workflow, even twice, cancels nothing of this. */
function breakOff(input: ImportInput, error: unknown): Promise<FinishedImport> {
  return CancellationScope.nonCancellable(() => {
    if (!isCancellation(error)) return fail(input, error);
    return quick.cancelImport.executeWithOptions({ summary: "cancel" }, [input.jobId]);
  });
}

/** Ends the job with its fault; should even that be refused, with one that nothing of the file is in. */
async function fail({ jobId }: ImportInput, error: unknown): Promise<FinishedImport> {
  const fault = jobError(error);
  return quick.finishImport(jobId, fault).catch(() => quick.finishImport(jobId, fault && unforeseen));
}

const unforeseen: JobError = {
  code: "INTERNAL_ERROR",
  message: "The import failed, and its fault could not be kept.",
  hint: "The workflow's history shows the step; please report it.",
  line: null,
};

/** The import has ended, whatever becomes of the message: a workflow that is gone needs none, and the net has the rest. */
export async function tellTurn(workflowId: string): Promise<void> {
  await CancellationScope.nonCancellable(() => getExternalWorkflowHandle(workflowId).signal(turnSignal)).catch(
    () => undefined,
  );
}

function namedSteps(): ImportSteps {
  // What is told while the question is on its way counts: only what came before it is of no use.
  let told = false;
  setHandler(turnSignal, () => {
    told = true;
  });
  let approved = false;
  setHandler(approvalSignal, () => {
    approved = true;
  });
  const [turn, approval] = [waiting(), waiting()];
  return {
    importSmall: (jobId) => {
      told = false;
      return long.importSmall.executeWithOptions({ summary: "read, check and write" }, [jobId]);
    },
    planImport: (jobId) => long.planImport.executeWithOptions({ summary: "read the file, plan chunks" }, [jobId]),
    loadChunk: (jobId, no, chunks) =>
      quick.loadChunk.executeWithOptions({ summary: `chunk ${no + 1}/${chunks}` }, [jobId, no]),
    writeAtOnce: (jobId) => long.writeAtOnce.executeWithOptions({ summary: "check and write all rows" }, [jobId]),
    rejectDuplicates: (jobId) => long.rejectDuplicates.executeWithOptions({ summary: "find duplicate keys" }, [jobId]),
    hashSecrets: (jobId) => long.hashSecrets.executeWithOptions({ summary: "hash changed passwords" }, [jobId]),
    applyImport: (jobId) => {
      told = false;
      return long.applyImport.executeWithOptions({ summary: "decide and write" }, [jobId]);
    },
    waitForTurn: () => turn.until(() => told),
    waitForApproval: async (withinMs) => {
      // Not for the whole time: a job that was cancelled while Temporal could not be told has to end before.
      await approval.until(() => approved, withinMs);
      approved = false;
    },
    hearApproval: (jobId) => quick.hearApproval.executeWithOptions({ summary: "ask for approval" }, [jobId]),
    finishImport: (jobId, error) => quick.finishImport.executeWithOptions({ summary: "clean up" }, [jobId, error]),
  };
}

/** The fault that ends the job; null where the job had ended by itself. Anything unforeseen halts the workflow task. */
export function jobError(error: unknown): JobError | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) throw error;
  if (cause.type === "JOB_ENDED") return null;
  const [details] = cause.details ?? [];
  return isJobError(details) ? details : null;
}

function isJobError(value: unknown): value is JobError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

export function failure(error: JobError | null): ApplicationFailure {
  const failed = ApplicationFailure.nonRetryable(error?.message ?? "the job failed", error?.code ?? "INTERNAL_ERROR");
  failed.stack = ""; // the fault lies in the file or the request, not at a line of this code
  return failed;
}

function summary({ counts, issuesByCode, error }: FinishedImport): string[] {
  const { valid, invalid, created, updated, unchanged, deleted } = counts;
  const issues = Object.entries(mostFrequentFirst(issuesByCode)).slice(0, 5);
  return [
    ...(error ? [`\`${error.code}\`: ${markdownText(`${error.message} ${error.hint}`)}`] : []),
    `Rows: ${valid} valid, ${invalid} invalid`,
    `Created ${created}, updated ${updated}, unchanged ${unchanged}, deleted ${deleted}`,
    ...(issues.length > 0 ? [`Issues: ${issues.map(([code, n]) => `\`${code}\` × ${n}`).join(", ")}`] : []),
  ];
}
