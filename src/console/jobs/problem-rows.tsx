import { entityNamed } from "../../domain/entities/index.js";
import type { FileLayout } from "../../domain/file-layout.js";
import type { Issue } from "../../domain/issue.js";
import type { JobResource } from "../../http/jobs/schema.js";
import type { JobRowReport } from "../../services/results/job-rows.js";
import { Cell, valueText } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { Once } from "./commands.js";

/** Longer cells are corrected in the file of rejected rows. */
const longestInput = 2_000;

interface RowsOf {
  readonly rows: readonly JobRowReport[];
  readonly job: JobResource;
  readonly words: Words;
  readonly canCorrect: boolean;
  readonly layout: FileLayout | null;
}

/** Rows with their bad cells marked, and an input in each that can be corrected; one form for all of them. */
export function ProblemRows({ rows, job, words, canCorrect, layout }: RowsOf) {
  const list = (
    <ol class="rows">
      {rows.map((row) => (
        <li class="card">
          <Row {...{ row, job, words, canCorrect, layout }} />
        </li>
      ))}
    </ol>
  );
  if (!canCorrect || rows.length === 0) return list;
  return (
    <form method="post" action={`/console/jobs/${job.id}/corrections`}>
      <Once />
      {list}
      <p class="commands sticky">
        <button type="submit" name="act" value="dry">
          {words.problems.tryOut}
        </button>
        <button type="submit" name="act" value="send" class="main">
          {words.problems.send}
        </button>
      </p>
    </form>
  );
}

interface RowOf extends Omit<RowsOf, "rows"> {
  readonly row: JobRowReport;
}

function Row({ row, job, words, canCorrect, layout }: RowOf) {
  const { line, record, issues } = row;
  const heading = `line-${line}`;
  const key = valueText(record[ownName(layout, "id")]);
  const edited = new Set<string>();
  return (
    <article aria-labelledby={heading}>
      <h3 id={heading}>
        {words.problems.line(line)} {key === "" ? null : <Cell text={key} most={80} />}
      </h3>
      {issues.map((issue) => {
        const isFirst = issue.column !== null && !edited.has(issue.column);
        if (issue.column !== null) edited.add(issue.column);
        return <BadCell {...{ issue, row, job, words, layout }} canCorrect={canCorrect && isFirst} />;
      })}
      <details>
        <summary>{words.problems.wholeRow}</summary>
        <dl class="record">
          {Object.entries(record).map(([name, value]) => (
            <div
              class={
                issues.some(({ column }) => column !== null && ownName(layout, column) === name) ? "bad" : undefined
              }
            >
              <dt>
                <Cell text={name} />
              </dt>
              <dd>
                <Cell text={valueText(value)} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </article>
  );
}

interface BadCellOf extends RowOf {
  readonly issue: Issue;
}

function BadCell({ issue, row, job, words, canCorrect, layout }: BadCellOf) {
  const { column, code, message, hint, value, severity } = issue;
  const reason = `reason-${row.line}-${column ?? ""}-${code}`;
  return (
    <div class={`bad-cell ${severity}`}>
      {column === null ? null : (
        <CellInput
          {...{ column, row, job, words, layout, reason, value }}
          isInput={canCorrect && severity === "error"}
        />
      )}
      <div id={reason} class="reason">
        <p>
          {words.issues[code] ?? code} <code>{code}</code>
        </p>
        <p class="hint" lang="en">
          {message} {hint}
        </p>
        {code === "COLUMN_COUNT" && canCorrect ? <p>{words.problems.ragged}</p> : null}
      </div>
    </div>
  );
}

interface CellInputOf extends Omit<RowOf, "canCorrect"> {
  readonly column: string;
  readonly value: string | null;
  readonly reason: string;
  readonly isInput: boolean;
}

function CellInput({ column, row, job, words, layout, reason, value, isInput }: CellInputOf) {
  const field = entityNamed(job.entity).fields[column];
  const text = valueText(row.record[ownName(layout, column)]);
  const isEditable = isInput && layout !== null && text.length <= longestInput && !/[\r\n]/.test(text);
  if (!isEditable) {
    return (
      <p class="cell-name">
        {column}: <mark>{value === null ? words.problems.noValue : <Cell text={value} />}</mark>
      </p>
    );
  }
  return (
    <label class="cell-name">
      <span>{column}</span>
      <input
        {...inputOf(row, column, field?.secret ? null : text)}
        placeholder={field?.secret ? words.problems.secret : undefined}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-label={words.problems.cellLabel(column, row.line)}
        aria-describedby={reason}
        aria-invalid="true"
      />
    </label>
  );
}

/** The name of a cell's input tells its line and column; that of a secret shows nothing, and is left out where it is empty. */
function inputOf({ line }: JobRowReport, column: string, text: string | null) {
  return text === null ? { name: `secret.${line}.${column}` } : { name: `cell.${line}.${column}`, value: text };
}

/** What the file calls a field. */
function ownName(layout: FileLayout | null, field: string): string {
  const at = layout?.header.indexOf(field) ?? -1;
  return (at === -1 ? undefined : layout?.names[at]) ?? field;
}
