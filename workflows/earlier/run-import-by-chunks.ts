import type { FinishedImport } from "../../activities/contract.js";
import type { EarlierChunk, EarlierImportActivities, EarlierPlan } from "../../activities/earlier-steps.js";
import type { JobStage } from "../../src/domain/job.js";
import type { ImportInput } from "../contract.js";

/** The steps as the story calls them: an activity each, named for the Temporal UI. */
export interface ImportSteps extends Omit<EarlierImportActivities, "cancelImport"> {
  loadChunk(jobId: string, no: number, chunks?: number): Promise<EarlierChunk>;
  /**
   * Returns when the import had the signal of its turn since it last asked to be applied, or when it is time to ask
   * anyhow.
   */
  waitForTurn(): Promise<void>;
  /** Returns when the import has the signal of an approval, or after so long. */
  waitForApproval(withinMs: number): Promise<void>;
}

/** Gets the progress of the import. */
export interface ImportListener {
  stage(stage: JobStage): void;
  planned(plan: EarlierPlan): void;
  /** The same chunk may be loaded again. */
  loaded(no: number, chunk: EarlierChunk): void;
  /** Chunks that a crash of the database emptied will be loaded again. */
  lost(chunks: number): void;
  /** Everything is ready, and the job named has to end first; null: there is nothing left to wait for. */
  blocked(by: string | null): void;
  /** Its deletions have to be approved first; false: they were. */
  awaitsApproval(waiting: boolean): void;
}

/** Chunks loaded at a time: enough to keep the database busy while another chunk is parsed. */
const lanes = 4;

/**
 * The story of imports that began before a file was written by one step: it replays their histories, and goes on with
 * those that are open (`activities/earlier-steps.ts`). To be removed once none is.
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
    // A job that waits keeps nothing staged, since what is stored goes on changing.
    if (asked) missing = all;
  } while (missing.length > 0 || unhashed || asked);
  return steps.finishImport(jobId, null);

  /** Whether one step has written the whole file. Should it fail, the steps that stage do it. */
  async function writtenAtOnce(): Promise<boolean> {
    listener.stage("loading");
    return steps.writeAtOnce(jobId).then(
      ({ written }) => written,
      () => false,
    );
  }

  /** Takes a step that does nothing before the job's turn, until it has been taken. */
  async function inTurn<Result extends { readonly blockedBy?: string }>(step: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const taken = await step();
      if (taken.blockedBy === undefined) return taken;
      listener.blocked(taken.blockedBy);
      await steps.waitForTurn();
      listener.blocked(null);
    }
  }

  /** Waits until a question was answered with yes; with no, or with nothing, the job has ended, and the step fails. */
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
