import type {
  Approval,
  Blocked,
  FinishedImport,
  ImportActivities,
  NotWritten,
  OpenApproval,
  SurveyedFile,
} from "../activities/contract.js";
import type { JobError, JobStage } from "../src/domain/job.js";
import type { ImportInput } from "./contract.js";

/** The steps of an import: each is an activity, with a name for the Temporal UI. */
export interface ImportSteps extends Omit<ImportActivities, "cancelImport"> {
  /** Returns after a `turn` signal, or when the next poll is due. */
  waitForTurn(): Promise<void>;
  /** Returns after an `approval` signal, or when the next poll is due, at the latest after `withinMs`. */
  waitForApproval(withinMs: number): Promise<void>;
}

/** Receives the progress of the import. */
export interface ImportListener {
  stage(stage: JobStage): void;
  survey(file: SurveyedFile): void;
  /** Another job has to end first; null: the wait is over. */
  blocked(holder: Blocked | null): void;
  /** Changes have to be approved first; null: they were approved. */
  awaitsApproval(question: OpenApproval | null): void;
}

/** The maximum number of hashings. Another import may store other secrets between two steps, but not every time. */
const mostHashings = 20;

const neverHashed: JobError = {
  code: "INTERNAL_ERROR",
  message: "The passwords of the file were hashed, and each time some were missing when its rows were written.",
  hint: "Import the file when no other import of the same users runs.",
  line: null,
};

/**
 * Runs one import: downloads the file if it is on another server, unpacks it if it is packed, surveys it, hashes its
 * secrets, validates and writes its rows, and finishes. For a small file, one step does all after the unpacking. After
 * an approval everything is decided again, since the store may have changed.
 */
export async function runImport(
  { jobId, small = false, packed = false, remote = false }: Pick<ImportInput, "jobId" | "small" | "packed" | "remote">,
  steps: ImportSteps,
  listener: ImportListener,
): Promise<FinishedImport> {
  let isSmall = small;
  if (remote) {
    listener.stage("fetching");
    if (!(await steps.downloadSource(jobId))) return steps.finishImport(jobId, null);
  }
  if (packed) {
    listener.stage("fetching");
    const fetched = await steps.fetchFile(jobId);
    if (!fetched) return steps.finishImport(jobId, null);
    isSmall = fetched.small;
  }
  if (isSmall) {
    for (;;) {
      const answer = await steps.importSmallFile(jobId);
      if (answer.outcome === "done") return answer.ended;
      await untilReady(answer);
    }
  }
  listener.stage("planning");
  const file = await steps.surveyFile(jobId);
  if (!file) return steps.finishImport(jobId, null);
  listener.survey(file);
  let isHashed = !file.secrets;
  for (let hashings = 0; ; ) {
    listener.stage("loading");
    if (!isHashed) await steps.hashFileSecrets(jobId);
    isHashed = true;
    const answer = await steps.writeFile(jobId);
    if (answer.outcome === "done") return steps.finishImport(jobId, null);
    if (answer.outcome !== "unhashed") await untilReady(answer);
    else if (++hashings === mostHashings) return steps.finishImport(jobId, neverHashed);
    else isHashed = false;
  }

  /** Waits until the obstacle may be gone. */
  async function untilReady(answer: NotWritten): Promise<void> {
    if (answer.outcome === "approval") return untilApproved(answer);
    listener.blocked(answer);
    await steps.waitForTurn();
    listener.blocked(null);
  }

  /** Waits for the approval; a refusal, or no answer in time, fails the step. */
  async function untilApproved(question: OpenApproval): Promise<void> {
    let answer: Approval = question;
    while (answer.outcome === "approval") {
      listener.awaitsApproval(answer);
      await steps.waitForApproval(answer.withinMs);
      answer = await steps.awaitApproval(jobId);
    }
    listener.awaitsApproval(null);
  }
}
