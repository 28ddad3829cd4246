import type { AcceptedPart, FinishedImport } from "../activities/contract.js";
import type { ImportInput } from "./contract.js";
import type { ImportListener, ImportSteps } from "./run-import.js";

/** Runs the import of one of a package's files to its end, and returns whether its rows are stored. */
export type PartRunner = (part: AcceptedPart) => Promise<boolean>;

/**
 * Runs a package: downloads it if it is on another server, opens it, imports its files one after the other, and
 * finishes. Stops after a failed file if `onFailure` is `stop`.
 */
export async function runPackage(
  { jobId, remote = false }: Pick<ImportInput, "jobId" | "remote">,
  steps: ImportSteps,
  listener: ImportListener,
  runPart: PartRunner,
): Promise<FinishedImport> {
  listener.stage("fetching");
  if (remote && !(await steps.downloadSource(jobId))) return steps.finishImport(jobId, null);
  let opened = await steps.openPackage(jobId);
  while (opened?.outcome === "blocked") {
    listener.blocked(opened);
    await steps.waitForTurn();
    listener.blocked(null);
    opened = await steps.openPackage(jobId);
  }
  if (opened === null) return steps.finishImport(jobId, null);
  listener.stage("loading");
  for (let no = 0; no < opened.parts; no++) {
    const part = await steps.acceptPart(jobId, no);
    if (part === null) return steps.finishImport(jobId, null);
    if (!(await runPart(part)) && opened.onFailure === "stop") break;
  }
  return steps.finishPackage(jobId);
}
