import { randomUUID } from "node:crypto";
import { isTerminal } from "../../domain/job.js";
import { packageEntity } from "../../domain/packages/package-entity.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { Confirmed } from "../parts/confirmed.js";
import type { Words } from "../words/english.js";

/**
 * The most rows that a command changes without a confirmation. Above it the reader confirms by typing the number of
 * rows.
 */
export const mostUnconfirmed = 100;

/** Returns how many rows an undo of the job would change. */
export function changedRows({ counts }: Pick<JobResource, "counts">): number {
  return counts.created + counts.updated + counts.deleted;
}

/** The commands that the job's state allows. */
export function Commands({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  const isDone = job.state === "complete" || job.state === "complete_with_rejects";
  const isUndoable = job.undo === null || job.undo.error !== null;
  const isPackage = job.entity === packageEntity;
  const canUndo = isDone && !isPackage && !job.dryRun && isUndoable && changedRows(job) > 0;
  const canImport = isDone && job.dryRun;
  const canRetry = job.state === "failed" || job.state === "cancelled";
  return (
    <div class="commands">
      {isTerminal(job.state) ? null : <Command job={job} verb="cancel" text={words.jobPage.cancel} />}
      {canRetry ? <Command job={job} verb="retry" text={words.jobPage.retry} /> : null}
      {canImport ? <Command job={job} verb="import" text={words.jobPage.importNow} isMain /> : null}
      {job.counts.invalid > 0 && job.finishedAt !== null && !isPackage ? (
        <a class="button" href={`/console/jobs/${job.id}/rejects.csv`} download="">
          {words.jobPage.rejects}
        </a>
      ) : null}
      {canUndo ? <Undo job={job} words={words} /> : null}
    </div>
  );
}

interface CommandOf {
  readonly job: JobResource;
  readonly verb: string;
  readonly text: string;
  readonly isMain?: boolean;
}

function Command({ job, verb, text, isMain = false }: CommandOf) {
  return (
    <form method="post" action={`/console/jobs/${job.id}/${verb}`}>
      <Once />
      <button type="submit" class={isMain ? "main" : undefined}>
        {text}
      </button>
    </form>
  );
}

/** Sent with a form, so that the same form sent twice starts one job. */
export function Once() {
  return <input type="hidden" name="once" value={randomUUID()} />;
}

function Undo({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  const rows = changedRows(job);
  const action = `/console/jobs/${job.id}/undo`;
  if (rows <= mostUnconfirmed) return <Command job={job} verb="undo" text={words.jobPage.undo} />;
  return (
    <Confirmed text={words.jobPage.undo} action={action}>
      <label>
        {words.jobPage.undoAsk(rows)}
        <input name="confirm" inputmode="numeric" autocomplete="off" required size={12} />
      </label>
    </Confirmed>
  );
}
