import type { Finding } from "../../db/integrity/list-findings.js";
import type { Words } from "../words/english.js";
import { Cell } from "./values.js";

/** Findings of the global validation as a table. */
export function Findings({ found, words }: { readonly found: readonly Finding[]; readonly words: Words }) {
  if (found.length === 0) return <p>{words.integrity.none}</p>;
  return (
    <section class="scroll card" tabindex={0} aria-label={words.integrity.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.integrity.rule}</th>
            <th scope="col">{words.integrity.entity}</th>
            <th scope="col">{words.integrity.id}</th>
            <th scope="col">{words.integrity.field}</th>
            <th scope="col">{words.integrity.target}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ code, entity, id, field, targetId }) => (
            <tr>
              <td>
                {words.findings[code] ?? code} <code>{code}</code>
              </td>
              <td>{words.entities[entity] ?? entity}</td>
              <th scope="row">
                <Cell text={id} />
              </th>
              <td>{field}</td>
              <td>
                <Cell text={targetId} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
