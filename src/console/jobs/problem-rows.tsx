import { entityNamed } from "../../domain/entities/index.js";
import type { Issue } from "../../domain/issue.js";
import type { JobResource } from "../../http/jobs/schema.js";
import type { ShownRow } from "../../services/results/shown-rows.js";
import { Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { Once } from "./commands.js";

/** The longest cell with an input. Longer cells are corrected in the file of rejected rows. */
const longestInput = 2_000;

interface RowsOf {
  readonly rows: readonly ShownRow[];
  readonly job: JobResource;
  readonly words: Words;
  readonly canCorrect: boolean;
}

/** Rows with their bad cells marked, and an input for each cell that can be corrected. All inputs are in one form. */
export function ProblemRows({ rows, job, words, canCorrect }: RowsOf) {
  const list = (
    <ol class="rows">
      {rows.map((row) => (
        <li class="card">
          <Row {...{ row, job, words, canCorrect }} />
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
  readonly row: ShownRow;
}

function Row({ row, job, words, canCorrect }: RowOf) {
  const { line, cells, issues } = row;
  const heading = `line-${line}`;
  const key = cells.find(({ field }) => field === "id")?.text ?? "";
  // The columns of a ragged row's cells are not known.
  const isRagged = issues.some(({ code }) => code === "COLUMN_COUNT");
  // A row that repeats an id can only be sent again with another id.
  const repeats = issues.some(({ code }) => code === "DUPLICATE_KEY");
  const edited = new Set<string>();
  return (
    <article aria-labelledby={heading}>
      <h3 id={heading}>
        {words.problems.line(line)} {key === "" ? null : <Cell text={key} most={80} />}
      </h3>
      {issues.map((issue) => {
        const isFirst = issue.column !== null && !edited.has(issue.column);
        if (issue.column !== null) edited.add(issue.column);
        const isOpen = isFirst && !isRagged && (!repeats || issue.column === "id");
        return <BadCell {...{ issue, row, job, words }} canCorrect={canCorrect && isOpen} />;
      })}
      {isRagged && canCorrect ? <p>{words.problems.ragged}</p> : null}
      <details>
        <summary>{words.problems.wholeRow}</summary>
        <dl class="record">
          {cells.map(({ name, field, text }) => (
            <div class={issues.some(({ column }) => column !== null && column === field) ? "bad" : undefined}>
              <dt>
                <Cell text={name} />
              </dt>
              <dd>
                <Cell text={text} />
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

function BadCell({ issue, row, job, words, canCorrect }: BadCellOf) {
  const { column, code, message, hint, severity } = issue;
  const reason = `reason-${row.line}-${column ?? ""}-${code}`;
  return (
    <div class={`bad-cell ${severity}`}>
      {column === null ? null : (
        <CellInput {...{ issue, column, row, job, words, reason }} isInput={canCorrect && severity === "error"} />
      )}
      <div id={reason} class="reason">
        <p>
          {words.issues[code] ?? code} <code>{code}</code>
        </p>
        <p class="hint" lang="en">
          {message} {hint}
        </p>
      </div>
    </div>
  );
}

interface CellInputOf extends Omit<BadCellOf, "canCorrect"> {
  readonly column: string;
  readonly reason: string;
  readonly isInput: boolean;
}

function CellInput({ issue, column, row, job, words, reason, isInput }: CellInputOf) {
  const field = entityNamed(job.entity).fields[column];
  const text = row.cells.find((cell) => cell.field === column)?.text;
  // A password is not sent back, so that the cell has no text.
  const isEditable = isInput && text !== undefined && text.length <= longestInput && !/[\r\n]/.test(text);
  if (!isEditable) {
    return (
      <p class="cell-name">
        {column}: <BadValue issue={issue} words={words} />
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

/** The value that an issue shows. An issue without a value is not always about an empty cell. */
export function BadValue({ issue, words }: { readonly issue: Pick<Issue, "code" | "value">; readonly words: Words }) {
  if (issue.value !== null) {
    return (
      <mark>
        <Cell text={issue.value} />
      </mark>
    );
  }
  return issue.code === "REQUIRED" ? <mark>{words.problems.noValue}</mark> : null;
}

/**
 * Returns an input whose name contains the cell's line and column. The input of a secret shows no value, and is ignored
 * if it is empty.
 */
function inputOf({ line }: ShownRow, column: string, text: string | null) {
  return text === null ? { name: `secret.${line}.${column}` } : { name: `cell.${line}.${column}`, value: text };
}
