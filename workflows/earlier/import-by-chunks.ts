import { defineSearchAttributeKey } from "@temporalio/common";
import {
  defineQuery,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import type { FinishedImport } from "../../activities/contract.js";
import type { EarlierChunk, EarlierImportActivities } from "../../activities/earlier-steps.js";
import { markdownText } from "../../src/domain/markdown-text.js";
import { waiting } from "../ask-again.js";
import {
  approvalSignalName,
  type ImportInput,
  type ProgressAnswer,
  progressQueryName,
  searchAttributeNames,
} from "../contract.js";
import { heartbeatTimeout, retry } from "../step-retry.js";
import { turnSignal } from "../turn.js";
import { ChunkProgress } from "./chunk-progress.js";
import { type ImportSteps, runImportByChunks } from "./run-import-by-chunks.js";

const quick = proxyActivities<EarlierImportActivities>({ startToCloseTimeout: "30 minutes", heartbeatTimeout, retry });
const long = proxyActivities<EarlierImportActivities>({ startToCloseTimeout: "12 hours", heartbeatTimeout, retry });

const approvalSignal = defineSignal(approvalSignalName);
const loadedSignal = defineSignal<[no: number, chunk: EarlierChunk]>("loaded");
const stageAttribute = defineSearchAttributeKey(searchAttributeNames.stage, "KEYWORD");

/**
 * Runs the steps of `run-import-by-chunks.ts` on Temporal. Returns how the import ended, and the final text of its
 * page.
 */
export async function importByChunks(
  input: ImportInput,
  breakOff: (error: unknown) => Promise<FinishedImport>,
): Promise<{ readonly outcome: FinishedImport; ended(lines: readonly string[]): string }> {
  const progress = new ChunkProgress(
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
  const outcome = await runImportByChunks(input, namedSteps(), progress).catch(breakOff);
  return { outcome, ended: (lines) => progress.ended(outcome.state, lines) };
}

function namedSteps(): ImportSteps {
  // A signal that arrives during the call counts; an earlier signal is stale.
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
    importSmall: (jobId) => {
      signalled = false;
      return long.importSmall.executeWithOptions({ summary: "read, check and write" }, [jobId]);
    },
    planImport: (jobId) => long.planImport.executeWithOptions({ summary: "read the file, plan chunks" }, [jobId]),
    loadChunk: (jobId, no, chunks) =>
      quick.loadChunk.executeWithOptions({ summary: `chunk ${no + 1}/${chunks}` }, [jobId, no]),
    writeAtOnce: (jobId) => long.writeAtOnce.executeWithOptions({ summary: "check and write all rows" }, [jobId]),
    rejectDuplicates: (jobId) => long.rejectDuplicates.executeWithOptions({ summary: "find duplicate keys" }, [jobId]),
    hashSecrets: (jobId) => long.hashSecrets.executeWithOptions({ summary: "hash changed passwords" }, [jobId]),
    applyImport: (jobId) => {
      signalled = false;
      return long.applyImport.executeWithOptions({ summary: "decide and write" }, [jobId]);
    },
    waitForTurn: () => turn.until(() => signalled),
    waitForApproval: async (withinMs) => {
      // The wait also ends when the next poll is due: a job that was cancelled while Temporal was down has to end
      // before `withinMs`.
      await approval.until(() => approved, withinMs);
      approved = false;
    },
    hearApproval: (jobId) => quick.hearApproval.executeWithOptions({ summary: "ask for approval" }, [jobId]),
    finishImport: (jobId, error) => quick.finishImport.executeWithOptions({ summary: "clean up" }, [jobId, error]),
  };
}
