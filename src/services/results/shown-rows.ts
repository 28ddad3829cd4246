import type { RejectsLayout } from "../../codecs/codec.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import type { IssueFilter } from "../../db/reports/row-reports.js";
import type { Deps } from "../../deps.js";
import { isSecretName } from "../../domain/entities/index.js";
import { type Issue, secretMask } from "../../domain/issue.js";
import { readJobRows } from "./job-rows.js";
import { type RejectedRow, rejectedRows } from "./rejected-rows.js";

/** A cell for display: the name of its column in the file, its field (null if unknown), and its text. */
export interface ShownCell {
  readonly name: string;
  readonly field: string | null;
  readonly text: string;
}

/** A row with issues, for display. Secrets are masked. */
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

/** A page of rows with issues. The next page begins after the line `nextLine`, which is null at the end. */
export interface ShownRowsPage {
  readonly rows: readonly ShownRow[];
  readonly nextLine: number | null;
}

/** A page ends after the row with which it exceeds this many characters. */
const mostText = 1 << 18;

/**
 * Returns a page of a job's rows with issues. Rejected rows show the texts that a correction is compared with. Rows
 * with warnings alone, rows of erased ids, and rows of a deleted list show the result of `readJobRows`. A page ends
 * early if its text gets too long.
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

/**
 * Returns the cells of a rejected row with secrets masked. In a row with a wrong number of cells any cell may be a
 * secret.
 */
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
