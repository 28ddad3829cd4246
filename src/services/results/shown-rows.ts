import type { RejectsLayout } from "../../codecs/codec.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import type { IssueFilter } from "../../db/reports/row-reports.js";
import type { Deps } from "../../deps.js";
import { isSecretName } from "../../domain/entities/index.js";
import { type Issue, secretMask } from "../../domain/issue.js";
import { readJobRows } from "./job-rows.js";
import { type RejectedRow, rejectedRows } from "./rejected-rows.js";

/** A cell for people: what the file calls its column, the field that this is (null: unknown), and its text. */
export interface ShownCell {
  readonly name: string;
  readonly field: string | null;
  readonly text: string;
}

/** A row with issues, for people. Secrets are masked. */
export interface ShownRow {
  readonly line: number;
  readonly cells: readonly ShownCell[];
  readonly issues: readonly Issue[];
}

export interface ShownRowsQuery {
  readonly issue: IssueFilter;
  readonly severity: Issue["severity"];
  readonly afterLine: number;
  readonly limit: number;
}

/** A page of rows with issues; `nextLine` is where the next page goes on, null at the end. */
export interface ShownRowsPage {
  readonly rows: readonly ShownRow[];
  readonly nextLine: number | null;
}

/** A page ends behind the row with which it has so many characters. */
const mostText = 1 << 18;

/**
 * A page of a job's rows with issues. Rejected rows show the texts that a correction is compared with. Rows with
 * warnings alone, rows of erased ids, and those of a list that was deleted show what `readJobRows` gives. A page ends
 * early rather than show more text than a reader looks at.
 */
export async function shownRows(
  deps: Pick<Deps, "db" | "assets">,
  job: JobRow,
  { issue, severity, afterLine, limit }: ShownRowsQuery,
): Promise<ShownRowsPage> {
  const isErased = issue.code === "ERASED";
  if (severity === "warning" || isErased || job.bodyDeletedAt !== null || job.counts === null) {
    const outcome = severity === "warning" ? "valid" : "invalid";
    const { rows, nextLine } = await readJobRows(deps, job, { ...issue, outcome, afterLine, limit });
    return { rows: rows.map(({ line, issues, record }) => ({ line, issues, cells: cellsOf(record) })), nextLine };
  }
  const isAny = issue.code === undefined && issue.column === undefined && issue.value === undefined;
  const filter = isAny ? null : { lines: [], issues: [issue] };
  const { layout, rows } = await rejectedRows(deps, job, { filter, afterLine });
  const shown: ShownRow[] = [];
  let length = 0;
  for await (const row of rows) {
    if (shown.length === limit || length > mostText) return { rows: shown, nextLine: shown.at(-1)?.line ?? null };
    const cells = shownCells(layout, row);
    for (const { text } of cells) length += text.length;
    shown.push({ line: row.line, cells, issues: row.errors });
  }
  return { rows: shown, nextLine: null };
}

/** The cells of a rejected row, secrets masked: in a ragged row it is not known which cell is one. */
function shownCells({ columns, fields }: RejectsLayout, { cells, errors }: RejectedRow): ShownCell[] {
  const isRagged = errors.some(({ code }) => code === "COLUMN_COUNT");
  const allHidden = isRagged && columns.some(isSecretName);
  return columns.map((name, at) => {
    const field = fields[at] ?? null;
    const text = cells[at] ?? "";
    const isHidden = allHidden || isSecretName(name) || (field !== null && isSecretName(field));
    return { name, field, text: isHidden && text !== "" ? secretMask : text };
  });
}

function cellsOf(record: Readonly<Record<string, unknown>>): ShownCell[] {
  return Object.entries(record).map(([name, value]) => ({ name, field: name, text: textOf(value) }));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
