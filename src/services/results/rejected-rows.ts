import type { RejectedCells, RejectsLayout } from "../../codecs/codec.js";
import { codecFor } from "../../codecs/index.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { listRejects, type RejectFilter, type ReportedRow } from "../../db/reports/row-reports.js";
import type { Deps } from "../../deps.js";
import { entityNamed } from "../../domain/entities/index.js";
import type { Issue } from "../../domain/issue.js";
import { isTerminal } from "../../domain/job.js";
import { plainType } from "../../domain/job-file.js";
import { JobStateError } from "../../domain/job-state-error.js";
import { jobBytes } from "../assets/job-bytes.js";
import { rowsExpired } from "./job-rows.js";

/** How many reports one query reads. */
const pageRows = 500;
/** Records at most this many bytes apart are read in one request: a separate request takes as long. */
const nearBytes = 1 << 16;

/** A rejected row that is returned to its sender. */
export interface RejectedRow extends RejectedCells {
  readonly line: number;
  /** The issues that caused the rejection. */
  readonly errors: readonly Issue[];
}

export interface WhichRejects {
  readonly filter?: RejectFilter | null;
  readonly afterLine?: number;
}

export interface RejectedRows {
  readonly layout: RejectsLayout;
  readonly rows: AsyncIterable<RejectedRow>;
}

/**
 * Returns a job's rejected rows, by line: all, those that a filter selects, or those after a line. They are read again
 * from the pinned bytes; rows of erased ids are left out. `WRONG_JOB_STATE` before all rows were validated,
 * `ROWS_EXPIRED` or `BODY_DELETED` if the reports or the body were deleted.
 */
export async function rejectedRows(
  { db, assets }: Pick<Deps, "db" | "assets">,
  job: JobRow,
  { filter = null, afterLine: from = 0 }: WhichRejects = {},
): Promise<RejectedRows> {
  if (job.reportsDeletedAt !== null) throw rowsExpired();
  if (job.layout === null || job.counts === null) throw notJudged(job);
  const bytes = await jobBytes({ assets }, job);
  const codec = codecFor(plainType(job));
  const context = { entity: entityNamed(job.entity), layout: job.layout };

  async function* rows(): AsyncGenerator<RejectedRow> {
    for (let afterLine = from; ; ) {
      const { reports, nextLine } = await listRejects(db.query, { jobId: job.id, filter, afterLine, limit: pageRows });
      for (const run of runs(reports.filter(({ issues }) => !issues.some(({ code }) => code === "ERASED")))) {
        const byLine = new Map(run.map(({ line, issues }) => [line, issues]));
        for await (const record of codec.records(context, bytes, rangeOf(run))) {
          const errors = byLine.get(record.line)?.filter(({ severity }) => severity === "error");
          if (errors) yield { ...record.rejected(), line: record.line, errors };
        }
      }
      if (nextLine === null) return;
      afterLine = nextLine;
    }
  }

  return { layout: codec.rejects(context), rows: rows() };
}

function notJudged({ state }: JobRow): JobStateError {
  const hint = isTerminal(state)
    ? "Correct what the job's error says, and import the file again."
    : "Wait for its end.";
  return new JobStateError(state, `The job is ${state}, and not every row was judged.`, hint);
}

type Reports = readonly ReportedRow[];

/** Groups reports, ordered by line, whose records are near each other in the file. */
function runs(reports: Reports): Reports[] {
  const found: ReportedRow[][] = [];
  for (const report of reports) {
    const run = found.at(-1);
    const before = run?.at(-1);
    if (run && before && report.byteStart - (before.byteStart + before.byteLength) <= nearBytes) run.push(report);
    else found.push([report]);
  }
  return found;
}

function rangeOf(run: Reports) {
  const [first, last] = [run[0], run.at(-1)];
  return {
    start: first?.byteStart ?? 0,
    end: (last?.byteStart ?? 0) + (last?.byteLength ?? 0),
    firstLine: first?.line ?? 0,
  };
}
