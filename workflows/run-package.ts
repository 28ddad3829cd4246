import type { AcceptedPart, FinishedImport } from "../activities/contract.js";
import type { ImportInput } from "./contract.js";
import type { ImportListener, ImportSteps } from "./run-import.js";

/** Runs the import of one of a package's files to its end; whether its rows are stored. */
export type PartRunner = (part: AcceptedPart) => Promise<boolean>;

/**
 * The life of a package: download it where it is on another server, look what its files become, import one after the
 * other, finish. After a file that failed it stops, unless it was asked to go on.
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
