import { setImmediate } from "node:timers/promises";
import type { FileRecord } from "../../codecs/codec.js";
import { codecFor } from "../../codecs/index.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { type IssueFilter, listReportedRows, reportsBetween } from "../../db/reports/row-reports.js";
import { listChunks } from "../../db/staging/chunks.js";
import type { Deps } from "../../deps.js";
import type { AssetBytes } from "../../domain/asset-bytes.js";
import { entityNamed } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import type { FileLayout } from "../../domain/file-layout.js";
import type { Issue } from "../../domain/issue.js";
import { plainType } from "../../domain/job-file.js";
import { jobBytes } from "../assets/job-bytes.js";

export interface RowQuery extends IssueFilter {
  readonly outcome: "valid" | "invalid";
  /** Rows after this physical line; 0 from the start. */
  readonly afterLine: number;
  readonly limit: number;
}

/** A row of the file: parsed if it is valid, as it is in the file if not. */
export interface JobRowReport {
  readonly line: number;
  readonly outcome: "valid" | "invalid";
  readonly record: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];
}

/** A page of rows. The next page begins after the line `nextLine`, which is null at the end. */
export interface JobRowPage {
  readonly rows: readonly JobRowReport[];
  readonly nextLine: number | null;
}

/** The limit of a page in bytes of the file. A page ends early when it is reached. */
const mostPageBytes = 8 << 20;
/** The limit of a page in scanned records. A page ends early when it is passed. */
const mostScanned = 50_000;

interface PlannedFile {
  readonly job: JobRow;
  readonly layout: FileLayout;
  readonly entity: Entity;
  readonly bytes: AssetBytes;
}

/**
 * Returns a page of a job's rows, by line. The rows are read again from the pinned asset, so that the file is not
 * stored twice; the database holds only the positions of reported rows. Which rows are valid is known at the end of a
 * job. `ROWS_EXPIRED` if the job's reports were deleted.
 */
export async function readJobRows(
  { db, assets }: Pick<Deps, "db" | "assets">,
  job: JobRow,
  query: RowQuery,
): Promise<JobRowPage> {
  if (job.reportsDeletedAt !== null) throw rowsExpired();
  const none = { rows: [], nextLine: null };
  if (job.layout === null || query.limit === 0) return none;
  // Before the end of the job, or if another process ended it, some rows may not have been validated.
  if (query.outcome === "valid" && !job.counts?.valid) return none;
  const byIssue = query.code !== undefined || query.column !== undefined || query.value !== undefined;
  const byReport = query.outcome === "invalid" || byIssue;
  // Issues can be shown without the body; only the row's cells need it.
  if (byReport && job.bodyDeletedAt !== null) return reportsAlone({ db }, job, query);
  const bytes = await jobBytes({ assets }, job);
  const file = { job, layout: job.layout, entity: entityNamed(job.entity), bytes };
  return byReport ? reportedRows({ db }, file, query) : unreportedRows({ db }, file, query);
}

export function rowsExpired(): DomainError {
  const hint = "Import the file again, or as a dry run, if its rows have to be seen.";
  return new DomainError("ROWS_EXPIRED", "The results of the job's rows are no longer kept. Its counts are.", hint);
}

async function reportsAlone({ db }: Pick<Deps, "db">, job: JobRow, query: RowQuery): Promise<JobRowPage> {
  const { reports, nextLine } = await listReportedRows(db.query, { jobId: job.id, ...query });
  return { rows: reports.map(({ line, issues }) => ({ line, outcome: query.outcome, record: {}, issues })), nextLine };
}

const bytesOfATurn = 1 << 18;

async function reportedRows({ db }: Pick<Deps, "db">, file: PlannedFile, query: RowQuery): Promise<JobRowPage> {
  const { reports, nextLine } = await listReportedRows(db.query, { jobId: file.job.id, ...query });
  const rows: JobRowReport[] = [];
  let size = 0;
  for (const { line, byteStart, byteLength, issues } of reports) {
    if (issues.some(({ code }) => code === "ERASED")) {
      rows.push({ line, outcome: query.outcome, record: {}, issues });
      continue;
    }
    size += byteLength;
    if (size > mostPageBytes && rows.length > 0) return { rows, nextLine: rows.at(-1)?.line ?? null };
    const range = { start: byteStart, end: byteStart + byteLength, firstLine: line };
    for await (const record of codecFor(plainType(file.job)).records(file, file.bytes, range)) {
      // A large record is parsed in one turn of the event loop, and converted in another.
      if (byteLength > bytesOfATurn) await setImmediate();
      rows.push(rowReport(record, query.outcome, issues));
    }
  }
  return { rows, nextLine };
}

async function unreportedRows(
  { db }: Pick<Deps, "db">,
  file: PlannedFile,
  { afterLine, limit }: RowQuery,
): Promise<JobRowPage> {
  const rows: JobRowReport[] = [];
  let [size, scanned] = [0, 0];
  for await (const records of windowsAfter({ db }, file, afterLine)) {
    const [first, last] = [records[0]?.line ?? 0, records.at(-1)?.line ?? 0];
    const reports = await reportsBetween(db.query, file.job.id, first, last);
    const byLine = new Map(reports.map((report) => [report.line, report]));
    for (const record of records) {
      const report = byLine.get(record.line);
      if (report?.outcome === "invalid") continue;
      size += record.length;
      if (rows.length === limit || (size > mostPageBytes && rows.length > 0)) {
        return { rows, nextLine: rows.at(-1)?.line ?? null };
      }
      rows.push(rowReport(record, "valid", report?.issues ?? []));
    }
    scanned += records.length;
    if (scanned > mostScanned) return { rows, nextLine: last };
  }
  return { rows, nextLine: null };
}

/** How many records, or bytes of the file, are compared with the reports at a time. */
const windowRecords = 500;
const windowBytes = 1 << 20;

async function* windowsAfter(
  { db }: Pick<Deps, "db">,
  file: PlannedFile,
  afterLine: number,
): AsyncGenerator<FileRecord[]> {
  const { job, bytes } = file;
  const codec = codecFor(plainType(job));
  let records: FileRecord[] = [];
  let size = 0;
  for (const chunk of await listChunks(db.query, job.id, afterLine + 1)) {
    for await (const record of codec.records(file, bytes, chunk)) {
      if (record.line <= afterLine) continue;
      records.push(record);
      size += record.length;
      if (records.length < windowRecords && size < windowBytes) continue;
      yield records;
      [records, size] = [[], 0];
    }
  }
  if (records.length > 0) yield records;
}

function rowReport(record: FileRecord, outcome: "valid" | "invalid", issues: readonly Issue[]): JobRowReport {
  return { line: record.line, outcome, record: outcome === "valid" ? record.parsed() : record.raw(), issues };
}
