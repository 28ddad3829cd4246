import type { FinishedImport, ImportActivities, InTurn, LoadedChunk, PlannedImport } from "../activities/contract.js";
import type { JobStage } from "../src/domain/job.js";
import type { ImportInput } from "./contract.js";

/** The steps as the story calls them: an activity each, named for the Temporal UI. */
export interface ImportSteps extends Omit<ImportActivities, "cancelImport"> {
  loadChunk(jobId: string, no: number, chunks?: number): Promise<LoadedChunk>;
  /** Returns when the import was told of its turn since it last asked to be applied, or when it is time to ask anyhow. */
  waitForTurn(): Promise<void>;
}

/** Who is told how the import goes. */
export interface ImportListener {
  stage(stage: JobStage): void;
  planned(plan: PlannedImport): void;
  loaded(chunk: LoadedChunk): void;
  /** Chunks that a crash of the database emptied will be loaded again. */
  lost(chunks: number): void;
  /** Everything is ready, and the job named has to end first; null: nothing stands in the way any more. */
  blocked(by: string | null): void;
}

/** Chunks loaded at a time: enough to keep the database busy while another chunk is parsed. */
const lanes = 4;

/**
 * The life of one import: plan, load the chunks, reject duplicates, hash secrets, apply, finish; a small file takes one
 * step for all of it. A crash of Postgres empties what was staged; whichever step notices says which chunks are lost, and
 * they are loaded again.
 */
export async function runImport(
  { jobId, small = false }: Pick<ImportInput, "jobId" | "small">,
  steps: ImportSteps,
  listener: ImportListener,
): Promise<FinishedImport> {
  if (small) {
    const { ended } = await inTurn(() => steps.importSmall(jobId));
    return ended ?? steps.finishImport(jobId, null);
  }
  listener.stage("planning");
  const plan = await steps.planImport(jobId);
  if (!plan) return steps.finishImport(jobId, null);
  listener.planned(plan);
  const early = plan.early ? applyEarly() : null;
  let missing: readonly number[] = Array.from({ length: plan.chunks }, (_, no) => no);
  let unhashed = false;
  do {
    listener.stage("loading");
    await loadChunks(missing);
    if (await early) return steps.finishImport(jobId, null);
    listener.stage("validating");
    missing = (await steps.rejectDuplicates(jobId)).lost;
    unhashed = false;
    if (missing.length === 0) {
      if (plan.secrets) await steps.hashSecrets(jobId);
      listener.stage("applying");
      ({ lost: missing, unhashed = false } = await inTurn(() => steps.applyImport(jobId)));
    }
    listener.lost(missing.length);
  } while (missing.length > 0 || unhashed);
  return steps.finishImport(jobId, null);

  /** Whether the rows were all written while they were loaded. Should it fail, the steps after loading do it. */
  async function applyEarly(): Promise<boolean> {
    return steps.applyWhileLoading(jobId).then(
      ({ applied }) => applied,
      () => false,
    );
  }

  /** Takes a step that does nothing before the job's turn, until it has been taken. */
  async function inTurn<Result extends InTurn>(step: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const taken = await step();
      if (taken.blockedBy === undefined) return taken;
      listener.blocked(taken.blockedBy);
      await steps.waitForTurn();
      listener.blocked(null);
    }
  }

  async function loadChunks(nos: readonly number[]): Promise<void> {
    const queue = [...nos];
    let failed = false;
    async function lane(): Promise<void> {
      for (let no = queue.shift(); no !== undefined && !failed; no = queue.shift()) {
        try {
          listener.loaded(await steps.loadChunk(jobId, no, plan?.chunks));
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
