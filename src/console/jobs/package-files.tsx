import type { z } from "zod";
import type { packageResourceSchema } from "../../http/packages/present.js";
import { Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { tone } from "./job-head.js";

type Package = z.infer<typeof packageResourceSchema>;

/** The state of each file of a package, with a link to the job that imports it. */
export function PackageFiles({
  jobs,
  notTaken,
  words,
}: Pick<Package, "jobs" | "notTaken"> & { readonly words: Words }) {
  const texts = words.packages;
  return (
    <div id="package-files" data-live="">
      <section class="scroll card" tabindex={0} aria-label={texts.title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.file}</th>
              <th scope="col">{texts.entity}</th>
              <th scope="col">{texts.state}</th>
              {counted.map((name) => (
                <th scope="col">{words.jobPage.counts[name]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {jobs.map(({ member, entity, id, state, counts, error }) => (
              <tr>
                <th scope="row">
                  {id === null ? <Cell text={member} /> : <a href={`/console/jobs/${id}`}>{member}</a>}
                </th>
                <td>{words.entities[entity] ?? entity}</td>
                <td>
                  {state === null ? (
                    texts.notBegun
                  ) : (
                    <span class={`state ${tone(state)}`}>{words.job.states[state]}</span>
                  )}{" "}
                  {error === null ? null : <code>{error.code}</code>}
                </td>
                {counted.map((name) => (
                  <td>{words.number(counts[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notTaken.length === 0 ? null : (
        <>
          <h2>{texts.notTaken}</h2>
          <ul>
            {notTaken.map(({ name, reason }) => (
              <li>
                <Cell text={name} />: <span lang="en">{reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const counted = ["valid", "invalid", "created", "updated", "unchanged", "deleted"] as const;
