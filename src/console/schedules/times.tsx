import { clockAfter, clockText, nextChangedTimes } from "../../domain/clock-change.js";
import { Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

interface TimesOf {
  /** Null while Temporal does not answer. */
  readonly nextRuns: readonly string[] | null;
  readonly timeZone: string;
  readonly cron: string | null;
  readonly words: Words;
}

/** The next times of a schedule, in its time zone and in the reader's. */
export function Times({ nextRuns, timeZone, cron, words }: TimesOf) {
  const inZone = new Intl.DateTimeFormat(words.language, {
    dateStyle: "full",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone,
  });
  return (
    <section aria-labelledby="times">
      <h2 id="times">{words.schedules.nextTimes}</h2>
      {nextRuns === null ? <p>{words.schedules.unreachable}</p> : null}
      {nextRuns?.length === 0 ? <p>{words.schedules.noTimes}</p> : null}
      {nextRuns && nextRuns.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{timeZone}</th>
              <th scope="col">{words.schedules.yours}</th>
            </tr>
          </thead>
          <tbody>
            {nextRuns.map((at) => (
              <tr>
                <td>{inZone.format(new Date(at))}</td>
                <td>
                  <Moment at={at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {cron === null ? null : <NextClockChange {...{ cron, timeZone, words }} />}
    </section>
  );
}

interface ChangeOf {
  readonly cron: string;
  readonly timeZone: string;
  readonly words: Words;
}

/** How the next clock change affects a schedule. */
function NextClockChange({ cron, timeZone, words }: ChangeOf) {
  const change = nextChangedTimes(cron, timeZone, new Date());
  if (change === null) return null;
  const { clockForward, clockBack, clockSkips, clockRepeats } = words.schedules;
  const day = new Intl.DateTimeFormat(words.language, { dateStyle: "long", timeZone }).format(change.at);
  const [from, to] = [clockText(change.from), clockText(clockAfter(change))];
  const isForward = change.minutes > 0;
  return (
    <p class="note">
      {isForward ? clockForward(day, from, to) : clockBack(day, from, to)}{" "}
      {{ skipped: clockSkips, repeated: clockRepeats, none: null }[change.effect]}
    </p>
  );
}
