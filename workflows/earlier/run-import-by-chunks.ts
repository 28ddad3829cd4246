import type { FinishedImport } from "../../activities/contract.js";
import type { EarlierChunk, EarlierImportActivities, EarlierPlan } from "../../activities/earlier-steps.js";
import type { JobStage } from "../../src/domain/job.js";
import type { ImportInput } from "../contract.js";

/** The steps of an import: each is an activity, with a name for the Temporal UI. */
export interface ImportSteps extends Omit<EarlierImportActivities, "cancelImport"> {
  loadChunk(jobId: string, no: number, chunks?: number): Promise<EarlierChunk>;
  /** Returns after a `turn` signal since the import last asked to be applied, or when the next poll is due. */
  waitForTurn(): Promise<void>;
  /** Returns after an `approval` signal, or when the next poll is due, at the latest after `withinMs`. */
  waitForApproval(withinMs: number): Promise<void>;
}

/** Receives the progress of the import. */
export interface ImportListener {
  stage(stage: JobStage): void;
  planned(plan: EarlierPlan): void;
  /** The same chunk may be loaded again. */
  loaded(no: number, chunk: EarlierChunk): void;
  /** Chunks that a crash of the database emptied will be loaded again. */
  lost(chunks: number): void;
  /** Everything is ready, but the named job has to end first; null: the wait is over. */
  blocked(by: string | null): void;
  /** The import's deletions have to be approved first; false: they were approved. */
  awaitsApproval(waiting: boolean): void;
}

/** Chunks loaded at a time: enough to keep the database busy while another chunk is parsed. */
const lanes = 4;

/**
 * Runs imports that began before a file was written by one step: it replays their histories, and continues those that
 * are open (`activities/earlier-steps.ts`). To be removed once none is open.
 */
export async function runImportByChunks(
  { jobId, small = false }: Pick<ImportInput, "jobId" | "small">,
  steps: ImportSteps,
  listener: ImportListener,
): Promise<FinishedImport> {
  if (small) {
    for (;;) {
      const { ended, approvalWithinMs } = await inTurn(() => steps.importSmall(jobId));
      if (approvalWithinMs === undefined) return ended ?? steps.finishImport(jobId, null);
      await approval(approvalWithinMs);
    }
  }
  listener.stage("planning");
  const plan = await steps.planImport(jobId);
  if (!plan) return steps.finishImport(jobId, null);
  listener.planned(plan);
  if (plan.atOnce && (await writtenAtOnce())) return steps.finishImport(jobId, null);
  const all = Array.from({ length: plan.chunks }, (_, no) => no);
  let missing: readonly number[] = all;
  let unhashed = false;
  let asked = false;
  do {
    listener.stage("loading");
    await loadChunks(missing);
    listener.stage("validating");
    missing = (await steps.rejectDuplicates(jobId)).lost;
    unhashed = false;
    asked = false;
    if (missing.length === 0) {
      if (plan.secrets) await steps.hashSecrets(jobId);
      listener.stage("applying");
      const unready = await inTurn(() => steps.applyImport(jobId));
      ({ lost: missing, unhashed = false } = unready);
      asked = unready.approvalWithinMs !== undefined;
      if (unready.approvalWithinMs !== undefined) await approval(unready.approvalWithinMs);
    }
    listener.lost(missing.length);
    // A waiting job keeps nothing staged, since the stored rows may change.
    if (asked) missing = all;
  } while (missing.length > 0 || unhashed || asked);
  return steps.finishImport(jobId, null);

  /**
   * Writes the whole file in one step, and returns whether that succeeded. If it fails, the steps that stage rows do
   * it.
   */
  async function writtenAtOnce(): Promise<boolean> {
    listener.stage("loading");
    return steps.writeAtOnce(jobId).then(
      ({ written }) => written,
      () => false,
    );
  }

  /** Repeats a step that does nothing before the job's turn, until the step has run. */
  async function inTurn<Result extends { readonly blockedBy?: string }>(step: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const taken = await step();
      if (taken.blockedBy === undefined) return taken;
      listener.blocked(taken.blockedBy);
      await steps.waitForTurn();
      listener.blocked(null);
    }
  }

  /** Waits for an approval. After a refusal, or without an answer in time, the job has ended, and the step fails. */
  async function approval(withinMs: number): Promise<void> {
    listener.awaitsApproval(true);
    for (let left: number | undefined = withinMs; left !== undefined; ) {
      await steps.waitForApproval(left);
      ({ approvalWithinMs: left } = await steps.hearApproval(jobId));
    }
    listener.awaitsApproval(false);
  }

  async function loadChunks(nos: readonly number[]): Promise<void> {
    const queue = [...nos];
    let failed = false;
    async function lane(): Promise<void> {
      for (let no = queue.shift(); no !== undefined && !failed; no = queue.shift()) {
        try {
          listener.loaded(no, await steps.loadChunk(jobId, no, plan?.chunks));
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }
    const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const broken = ended.find((result) => result.status === "rejected");
    if (broken) throw broken.reason;
  }
}
