import type { JobRow } from "../../db/jobs/jobs.js";
import type { IssueFilter } from "../../db/reports/row-reports.js";
import type { Deps } from "../../deps.js";
import { entityNamed } from "../../domain/entities/index.js";
import { type Issue, secretMask } from "../../domain/issue.js";
import { readJobRows } from "./job-rows.js";
import { rejectedRows } from "./rejected-rows.js";

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

/**
 * A page of a job's rows with issues. Rejected rows show the texts that a correction is compared with. Rows with warnings
 * alone, and those of a list that was deleted, show what `readJobRows` gives.
 */
export async function shownRows(
  deps: Pick<Deps, "db" | "assets">,
  job: JobRow,
  { issue, severity, afterLine, limit }: ShownRowsQuery,
): Promise<ShownRowsPage> {
  if (severity === "warning" || job.bodyDeletedAt !== null || job.counts === null) {
    const outcome = severity === "warning" ? "valid" : "invalid";
    const { rows, nextLine } = await readJobRows(deps, job, { ...issue, outcome, afterLine, limit });
    return { rows: rows.map(({ line, issues, record }) => ({ line, issues, cells: cellsOf(record) })), nextLine };
  }
  const isAny = issue.code === undefined;
  const filter = isAny ? null : { lines: [], issues: [issue] };
  const { layout, rows } = await rejectedRows(deps, job, { filter, afterLine });
  const { fields } = entityNamed(job.entity);
  const shown: ShownRow[] = [];
  for await (const { line, cells, errors } of rows) {
    if (shown.length === limit) return { rows: shown, nextLine: shown.at(-1)?.line ?? null };
    const named = layout.columns.map((name, at) => {
      const field = layout.fields[at] ?? null;
      const text = cells[at] ?? "";
      return { name, field, text: field !== null && fields[field]?.secret && text !== "" ? secretMask : text };
    });
    shown.push({ line, cells: named, issues: errors });
  }
  return { rows: shown, nextLine: null };
}

function cellsOf(record: Readonly<Record<string, unknown>>): ShownCell[] {
  return Object.entries(record).map(([name, value]) => ({ name, field: name, text: textOf(value) }));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
