import { clocksChange } from "../parts/clock-change.js";
import { Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

interface TimesOf {
  /** Null while Temporal does not answer. */
  readonly nextRuns: readonly string[] | null;
  readonly timeZone: string;
  readonly words: Words;
}

/** The next times of a schedule, by the clocks of its zone and by the reader's. */
export function Times({ nextRuns, timeZone, words }: TimesOf) {
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
      {nextRuns && clocksChange(nextRuns, timeZone) ? <p class="note">{words.schedules.clockChange}</p> : null}
    </section>
  );
}
