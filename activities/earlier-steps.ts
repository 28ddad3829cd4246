import type { JobError } from "../src/domain/job.js";
import type { ImportActivities } from "./contract.js";

/** The answer of a step to an earlier workflow: what the workflow has to repeat, or to wait for. */
interface EarlierAnswer {
  readonly lost: readonly number[];
  readonly unhashed?: boolean;
  readonly blockedBy?: string;
  readonly approvalWithinMs?: number;
}

export interface EarlierPlan {
  readonly chunks: number;
  readonly rows: number;
  readonly secrets?: boolean;
  readonly atOnce?: boolean;
}

export interface EarlierChunk {
  readonly rows: number;
  readonly invalid: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

type Finished = Awaited<ReturnType<ImportActivities["finishImport"]>>;

/** The steps of import workflows that began before one step wrote a file. */
export interface EarlierImportActivities {
  importSmall(jobId: string): Promise<{ ended?: Finished; blockedBy?: string; approvalWithinMs?: number }>;
  planImport(jobId: string): Promise<EarlierPlan | null>;
  loadChunk(jobId: string, no: number): Promise<EarlierChunk>;
  writeAtOnce(jobId: string): Promise<{ written: boolean }>;
  rejectDuplicates(jobId: string): Promise<{ lost: readonly number[] }>;
  hashSecrets(jobId: string): Promise<{ readonly hashed: number }>;
  applyImport(jobId: string): Promise<EarlierAnswer>;
  hearApproval(jobId: string): Promise<{ approvalWithinMs?: number }>;
  finishImport(jobId: string, error: JobError | null): Promise<Finished>;
  cancelImport(jobId: string): Promise<Finished>;
}

/**
 * Implements the earlier steps with the present ones: `loadChunk` does nothing, and `applyImport` writes the whole
 * file.
 */
export function earlierSteps(steps: ImportActivities): EarlierImportActivities {
  return {
    async importSmall(jobId) {
      const answer = await steps.importSmallFile(jobId);
      return answer.outcome === "done" ? { ended: answer.ended } : inEarlierWords(answer);
    },
    async planImport(jobId) {
      const surveyed = await steps.surveyFile(jobId);
      return surveyed && { ...surveyed, chunks: 1, atOnce: false };
    },
    loadChunk: async () => ({ rows: 0, invalid: 0, issuesByCode: {} }),
    writeAtOnce: async () => ({ written: false }),
    rejectDuplicates: async () => ({ lost: [] }),
    hashSecrets: (jobId) => steps.hashFileSecrets(jobId),
    async applyImport(jobId) {
      const answer = await steps.writeFile(jobId);
      if (answer.outcome === "done") return { lost: [] };
      return answer.outcome === "unhashed" ? { lost: [], unhashed: true } : { lost: [], ...inEarlierWords(answer) };
    },
    async hearApproval(jobId) {
      const answer = await steps.awaitApproval(jobId);
      return answer.outcome === "approval" ? { approvalWithinMs: answer.withinMs } : {};
    },
    finishImport: (jobId, error) => steps.finishImport(jobId, error),
    cancelImport: (jobId) => steps.cancelImport(jobId),
  };
}

function inEarlierWords(answer: { outcome: "blocked"; by: string } | { outcome: "approval"; withinMs: number }) {
  return answer.outcome === "blocked" ? { blockedBy: answer.by } : { approvalWithinMs: answer.withinMs };
}
