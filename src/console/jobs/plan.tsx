import type { JobResource } from "../../http/jobs/schema.js";
import { Cell, valueText } from "../parts/values.js";
import type { Words } from "../words/english.js";

/** The first rows that a dry run, or a job that asks for an approval, would change: old and new values side by side. */
export function PlanTab({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  if (job.plan === null) return <p>{words.plan.gone}</p>;
  if (job.plan.updated.length === 0) return <p>{words.plan.none}</p>;
  return (
    <section aria-labelledby="updates">
      <h2 id="updates">{words.plan.updates}</h2>
      {job.plan.updated.map(({ id, differences }) => (
        <div class="card scroll">
          <table>
            <caption>
              <Cell text={id} />
            </caption>
            <thead>
              <tr>
                <th scope="col">{words.plan.field}</th>
                <th scope="col">{words.plan.stored}</th>
                <th scope="col">{words.plan.imported}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ field, stored, imported }) => (
                <tr>
                  <th scope="row">{field}</th>
                  <td>
                    <del>
                      <Value value={stored} words={words} />
                    </del>
                  </td>
                  <td>
                    <ins>
                      <Value value={imported} words={words} />
                    </ins>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}

function Value({ value, words }: { readonly value: unknown; readonly words: Words }) {
  const text = valueText(value);
  return text === "" ? <span>{words.plan.nothing}</span> : <Cell text={text} />;
}
