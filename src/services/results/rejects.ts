import type { RejectsLayout } from "../../codecs/codec.js";
import { codecFor } from "../../codecs/index.js";
import { rejectsHeader, rejectsLine } from "../../codecs/rejects/rejects-file.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { listReportedRows, type ReportedRow } from "../../db/reports/row-reports.js";
import type { Deps } from "../../deps.js";
import type { AssetBytes } from "../../domain/asset-bytes.js";
import { entityNamed } from "../../domain/entities/index.js";
import { isTerminal } from "../../domain/job.js";
import { JobStateError } from "../../domain/job-state-error.js";
import { jobBytes } from "../assets/job-bytes.js";
import { rowsExpired } from "./job-rows.js";

/** How many reports are asked for at a time. */
const pageRows = 500;
/** Records no farther apart than this are read in one go: a read of its own takes as long. */
const nearBytes = 1 << 16;

/**
 * A job's rejected rows as a CSV to correct and send again, text by text (contract C). Read anew from the pinned bytes;
 * rows of erased ids are left out. `WRONG_JOB_STATE` before every row was judged, `ROWS_EXPIRED` and `BODY_DELETED` once
 * it is too late.
 */
export async function readRejects(
  { db, assets }: Pick<Deps, "db" | "assets">,
  job: JobRow,
): Promise<AsyncIterable<string>> {
  if (job.reportsDeletedAt !== null) throw rowsExpired();
  const { layout } = job;
  if (layout === null || job.counts === null) throw notJudged(job);
  const bytes = await jobBytes({ assets }, job);
  const context = { entity: entityNamed(job.entity), layout };
  return lines({ db }, job, context, codecFor(job.assetContentType).rejects(context), bytes);
}

function notJudged({ state }: JobRow): JobStateError {
  const hint = isTerminal(state)
    ? "Correct what the job's error says, and import the file again."
    : "Wait for its end.";
  return new JobStateError(state, `The job is ${state}, and not every row was judged.`, hint);
}

type Reports = readonly ReportedRow[];

async function* lines(
  { db }: Pick<Deps, "db">,
  job: JobRow,
  context: Parameters<ReturnType<typeof codecFor>["records"]>[0],
  { columns, delimiter }: RejectsLayout,
  bytes: AssetBytes,
): AsyncGenerator<string> {
  yield rejectsHeader(columns, delimiter);
  const codec = codecFor(job.assetContentType);
  for (let afterLine = 0; ; ) {
    const page = { jobId: job.id, outcome: "invalid", afterLine, limit: pageRows } as const;
    const { reports, nextLine } = await listReportedRows(db.query, page);
    for (const run of runs(reports.filter(({ issues }) => !issues.some(({ code }) => code === "ERASED")))) {
      const byLine = new Map(run.map(({ line, issues }) => [line, issues]));
      let text = "";
      for await (const record of codec.records(context, bytes, rangeOf(run))) {
        const errors = byLine.get(record.line)?.filter(({ severity }) => severity === "error");
        if (errors) text += rejectsLine(record.rejected(), record.line, errors, delimiter);
        if (text.length < nearBytes) continue;
        yield text;
        text = "";
      }
      if (text !== "") yield text;
    }
    if (nextLine === null) return;
    afterLine = nextLine;
  }
}

/** Reports by line, together where their records lie near each other. */
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
