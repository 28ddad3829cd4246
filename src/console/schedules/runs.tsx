import type { JobState } from "../../domain/job.js";
import { Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

/** The outcome of one scheduled time. */
export interface ShownRun {
  readonly at: string;
  readonly outcome: string;
  readonly jobId: string | null;
  readonly state: JobState | null;
}

/** Returns the tone of a run in the strip. */
function toneOf({ outcome, state }: ShownRun): string {
  if (outcome === "missed" || outcome === "failed" || state === "failed") return "bad";
  if (outcome === "overlap" || state === "complete_with_rejects" || state === "awaiting_approval") return "look";
  return outcome === "unchanged" ? "plain" : "good";
}

function wordOf({ outcome, state }: ShownRun, words: Words): string {
  return outcome === "job" && state !== null ? words.job.states[state] : (words.schedules.outcomes[outcome] ?? outcome);
}

const signs: Readonly<Record<string, string>> = { good: "✓", look: "!", bad: "✗", plain: "·" };

/** A run as one sign of a strip, with its word for screen readers. */
export function Run({ run, words }: { readonly run: ShownRun; readonly words: Words }) {
  const tone = toneOf(run);
  const word = `${run.at.slice(0, 16).replace("T", " ")} UTC: ${wordOf(run, words)}`;
  const sign = (
    <span class={`sign ${tone}`} title={word}>
      <span aria-hidden="true">{signs[tone]}</span>
      <span class="visually-hidden">{word}</span>
    </span>
  );
  return run.jobId === null ? sign : <a href={`/console/jobs/${run.jobId}`}>{sign}</a>;
}

/** The list of a schedule's runs. */
export function Runs({ runs, words }: { readonly runs: readonly ShownRun[]; readonly words: Words }) {
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">{words.schedules.lastRuns}</h2>
      <p class="strip" role="img" aria-label={words.schedules.history}>
        {runs.toReversed().map((run) => (
          <span class={`sign ${toneOf(run)}`} title={wordOf(run, words)}>
            {signs[toneOf(run)]}
          </span>
        ))}
      </p>
      <ol class="plain-list">
        {runs.map((run) => (
          <li>
            <Moment at={run.at} />{" "}
            {run.jobId === null ? wordOf(run, words) : <a href={`/console/jobs/${run.jobId}`}>{wordOf(run, words)}</a>}
          </li>
        ))}
      </ol>
    </section>
  );
}
