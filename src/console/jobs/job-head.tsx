import type { HolderState } from "../../domain/job.js";
import { jobHeadline } from "../../domain/words/job-words.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

/** The head of a job's page; the same for every reader of a language. */
export function JobHead({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  return (
    <section
      id="job-head"
      class={`head ${tone(job.state)}`}
      data-live=""
      data-state={job.state}
      data-label={words.job.states[job.state]}
    >
      <p class="headline">{jobHeadline(job, words.job)}</p>
      {job.error ? <Fault fault={job.error} words={words} isSaid={job.state === "failed"} /> : null}
      {job.undo?.error ? (
        <>
          <p class="bad">{words.jobPage.undoFailed}</p>
          <Fault fault={job.undo.error} words={words} isSaid={false} />
        </>
      ) : null}
      <Progress job={job} words={words} />
      {job.blockedBy === null ? null : (
        <p>
          {words.jobPage.waitsFor} <a href={`/console/jobs/${job.blockedBy}`}>{job.blockedBy}</a>{" "}
          {job.blockedByState === null ? null : (
            <span class={`state ${tone(job.blockedByState)}`}>{words.job.states[job.blockedByState]}</span>
          )}
        </p>
      )}
      {job.state === "awaiting_approval" && job.approval ? (
        <p>
          {words.jobPage.openUntil} <Moment at={job.approval.expiresAt} />
        </p>
      ) : null}
      <Counts job={job} words={words} />
    </section>
  );
}

interface FaultOf {
  readonly fault: NonNullable<JobResource["error"]>;
  readonly words: Words;
  /** Whether the headline contains the message, which is in English. */
  readonly isSaid: boolean;
}

/** Why a job or its undo failed, or why a job was cancelled. */
function Fault({ fault, words, isSaid }: FaultOf) {
  return (
    <div class="hint">
      <p>
        {words.language === "en" ? null : words.errors[fault.code]} <code>{fault.code}</code>
      </p>
      <p lang="en">
        {isSaid && words.language === "en" ? null : fault.message} {fault.hint}
      </p>
    </div>
  );
}

function Progress({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  if (job.state !== "running" && job.state !== "queued") return null;
  const { percent, rowsRead, rowsTotal, etaSeconds } = job.progress;
  return (
    <div class="progress">
      <progress max={100} value={percent} aria-label={words.jobPage.progress} />
      <p>
        {job.stage === null ? null : <span>{words.jobPage.stages[job.stage] ?? job.stage}</span>}
        {rowsTotal === null ? null : <span>{words.jobPage.rowsRead(rowsRead, rowsTotal)}</span>}
        {etaSeconds === null ? null : <span>{words.jobPage.left(etaSeconds)}</span>}
      </p>
    </div>
  );
}

const counted = ["valid", "invalid", "created", "updated", "unchanged", "deleted"] as const;

function Counts({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  if (counted.every((name) => job.counts[name] === 0)) return null;
  const names = isDone(job) ? words.jobPage.counts : words.jobPage.countsWould;
  return (
    <dl class="counts">
      {counted.map((name) => (
        <div class={name === "invalid" && job.counts.invalid > 0 ? "bad" : undefined}>
          <dt>{names[name]}</dt>
          <dd>{words.number(job.counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Returns whether the counts are changes that were made, not changes that a dry run or an open job would make. */
export function isDone({ state, dryRun }: Pick<JobResource, "state" | "dryRun">): boolean {
  return !dryRun && (state === "complete" || state === "complete_with_rejects" || state === "undone");
}

/** Returns the tone of a state: good, bad, needs attention ("look"), or neutral ("plain"). */
export function tone(state: HolderState): string {
  if (state === "complete") return "good";
  if (state === "failed") return "bad";
  if (state === "complete_with_rejects" || state === "awaiting_approval") return "look";
  return "plain";
}
