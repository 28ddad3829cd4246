import { defineSearchAttributeKey } from "@temporalio/common";
import {
  CancellationScope,
  CancelledFailure,
  defineQuery,
  defineSignal,
  isCancellation,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { FinishedImport, ImportActivities } from "../activities/contract.js";
import { mostFrequentFirst } from "../src/domain/issue-counts.js";
import type { JobError } from "../src/domain/job.js";
import { markdownText } from "../src/domain/markdown-text.js";
import { largeTaskQueue, sourceTaskQueue } from "../src/domain/task-queues.js";
import { waiting } from "./ask-again.js";
import {
  approvalSignalName,
  type ImportInput,
  type ImportResult,
  type ProgressAnswer,
  progressQueryName,
  type ScheduledStart,
  type SkippedRun,
  searchAttributeNames,
} from "./contract.js";
import { importByChunks } from "./earlier/import-by-chunks.js";
import { ImportProgress } from "./import-progress.js";
import { failure, jobError } from "./job-fault.js";
import { runPackagePart } from "./package-part.js";
import { type ImportSteps, runImport } from "./run-import.js";
import { type PartRunner, runPackage } from "./run-package.js";
import { acceptScheduled } from "./scheduled-start.js";
import { heartbeatTimeout, quickPriority, retry, sourceRetry } from "./step-retry.js";
import { tellTurn, turnSignal } from "./turn.js";

const quick = proxyActivities<ImportActivities>({
  startToCloseTimeout: "30 minutes",
  heartbeatTimeout,
  retry,
  priority: quickPriority,
});

const approvalSignal = defineSignal(approvalSignalName);
const stageAttribute = defineSearchAttributeKey(searchAttributeNames.stage, "KEYWORD");

/** Runs one import (section D): of an accepted job, or of a schedule's run, whose job is accepted first. */
export async function importWorkflow(input: ImportInput | ScheduledStart): Promise<ImportResult | SkippedRun> {
  if ("jobId" in input) return importOf(input);
  const accepted = await acceptScheduled(input);
  if ("skipped" in accepted) return accepted;
  return importOf({ ...accepted, searchAttributes: input.searchAttributes });
}

async function importOf(input: ImportInput): Promise<ImportResult> {
  const end = (error: unknown) => breakOff(input, error);
  const { outcome, ended } = patched("file-in-one-step")
    ? await importFile(input, end)
    : await importByChunks(input, end);
  setCurrentDetails(ended(summary(outcome)));
  if (outcome.next !== undefined) await tellTurn(outcome.next);
  if (outcome.state === "failed") throw failure(outcome.error);
  if (outcome.state === "cancelled" && CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure("the job was cancelled");
  }
  return { state: outcome.state, counts: outcome.counts };
}

/** Runs the steps of `run-import.ts` on Temporal. Returns how the import ended, and the final text of its page. */
async function importFile(
  input: ImportInput,
  breakOff: (error: unknown) => Promise<FinishedImport>,
): Promise<{ readonly outcome: FinishedImport; ended(lines: readonly string[]): string }> {
  const title = `${input.entity} from ${markdownText(input.file)}`;
  const progress = new ImportProgress(title, input.jobId, (state, change) => {
    setCurrentDetails(state.markdown());
    if (!input.searchAttributes) return;
    if (change === "waiting" && !patched("waiting-is-a-stage")) return;
    upsertSearchAttributes([{ key: stageAttribute, value: state.stageName }]);
  });
  setHandler(defineQuery<ProgressAnswer>(progressQueryName), () => progress.answer());
  const steps = namedSteps(input);
  const runPart: PartRunner = (part) => runPackagePart(input, part, () => steps.acceptPart(input.jobId, part.no));
  async function run(): Promise<FinishedImport> {
    if (input.parked) while (!(await steps.hasPlace(input.jobId))) await steps.waitForTurn();
    return input.package ? runPackage(input, steps, progress, runPart) : runImport(input, steps, progress);
  }
  const outcome = await run().catch(breakOff);
  return { outcome, ended: (lines) => progress.ended(outcome.state, lines) };
}

/**
 * Ends the job after an error or a cancellation. A cancellation of the workflow, even a second one, does not interrupt
 * this.
 */
function breakOff(input: ImportInput, error: unknown): Promise<FinishedImport> {
  return CancellationScope.nonCancellable(() => {
    if (!isCancellation(error)) return fail(input, error);
    return quick.cancelImport.executeWithOptions({ summary: "cancel" }, [input.jobId]);
  });
}

/** Ends the job with its fault. If that fails, ends it with a fault that contains nothing of the file. */
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

function namedSteps({ small = false }: ImportInput): ImportSteps {
  // The duration of these steps grows with the file and with the database. Their heartbeats show whether they are
  // alive.
  const taskQueue = small ? workflowInfo().taskQueue : largeTaskQueue(workflowInfo().taskQueue);
  const long = proxyActivities<ImportActivities>({
    startToCloseTimeout: "12 hours",
    heartbeatTimeout,
    retry,
    taskQueue,
  });
  const remote = proxyActivities<ImportActivities>({
    startToCloseTimeout: "13 hours",
    heartbeatTimeout,
    retry: sourceRetry,
    taskQueue: sourceTaskQueue(workflowInfo().taskQueue),
  });
  // Reset before the step asks for its turn: a signal that arrives during the call must not be lost; an earlier signal
  // is stale.
  let signalled = false;
  setHandler(turnSignal, () => {
    signalled = true;
  });
  let approved = false;
  setHandler(approvalSignal, () => {
    approved = true;
  });
  const [turn, approval] = [waiting(), waiting()];
  return {
    hasPlace: (jobId) => {
      signalled = false;
      return quick.hasPlace.executeWithOptions({ summary: "ask for a place" }, [jobId]);
    },
    importSmallFile: (jobId) => {
      signalled = false;
      return long.importSmallFile.executeWithOptions({ summary: "validate and write all rows" }, [jobId]);
    },
    downloadSource: (jobId) => remote.downloadSource.executeWithOptions({ summary: "download the file" }, [jobId]),
    openPackage: (jobId) => {
      signalled = false;
      return long.openPackage.executeWithOptions({ summary: "look what is in the package" }, [jobId]);
    },
    acceptPart: (jobId, no) => quick.acceptPart.executeWithOptions({ summary: `accept file ${no + 1}` }, [jobId, no]),
    finishPackage: (jobId) => quick.finishPackage.executeWithOptions({ summary: "finish the package" }, [jobId]),
    fetchFile: (jobId) => long.fetchFile.executeWithOptions({ summary: "unpack the file" }, [jobId]),
    surveyFile: (jobId) => long.surveyFile.executeWithOptions({ summary: "survey the file" }, [jobId]),
    hashFileSecrets: (jobId) => long.hashFileSecrets.executeWithOptions({ summary: "hash changed passwords" }, [jobId]),
    writeFile: (jobId) => {
      signalled = false;
      return long.writeFile.executeWithOptions({ summary: "validate and write all rows" }, [jobId]);
    },
    waitForTurn: () => turn.until(() => signalled),
    waitForApproval: async (withinMs) => {
      // The wait also ends when the next poll is due: a job that was cancelled while Temporal was down has to end
      // before `withinMs`.
      await approval.until(() => approved, withinMs);
      approved = false;
    },
    awaitApproval: (jobId) => quick.awaitApproval.executeWithOptions({ summary: "ask for approval" }, [jobId]),
    finishImport: (jobId, error) => quick.finishImport.executeWithOptions({ summary: "finish" }, [jobId, error]),
  };
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
