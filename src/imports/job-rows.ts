import type { FileRecord } from "../codecs/codec.js";
import { codecFor } from "../codecs/index.js";
import { listChunks } from "../db/chunks.js";
import type { JobRow } from "../db/jobs.js";
import { listReportedRows, reportsBetween } from "../db/row-reports.js";
import type { Deps } from "../deps.js";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { entityNamed } from "../domain/entities/index.js";
import type { Entity } from "../domain/entity.js";
import type { FileLayout } from "../domain/file-layout.js";
import type { Issue, IssueCode } from "../domain/issue.js";
import { isTerminal } from "../domain/job.js";
import { parsedRecord, rawRecord } from "../domain/record.js";

export interface RowQuery {
  readonly outcome: "valid" | "invalid";
  readonly code?: IssueCode | undefined;
  readonly column?: string | undefined;
  /** Rows after this physical line; 0 from the start. */
  readonly afterLine: number;
  readonly limit: number;
}

/** A row of the file: parsed if it is valid, as it stood in the file if not. */
export interface JobRowReport {
  readonly line: number;
  readonly outcome: "valid" | "invalid";
  readonly record: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];
}

interface PlannedFile {
  readonly job: JobRow;
  readonly layout: FileLayout;
  readonly entity: Entity;
  readonly bytes: AssetBytes;
}

/**
 * A page of a job's rows by line. The rows are read again from the pinned asset, so nothing of the file is stored
 * twice; the database knows only where each reported row stands. Which rows are valid is known at the end of a job.
 */
export async function readJobRows(
  { db, assets }: Pick<Deps, "db" | "assets">,
  job: JobRow,
  query: RowQuery,
): Promise<JobRowReport[]> {
  if (job.layout === null || query.limit === 0) return [];
  if (query.outcome === "valid" && !isTerminal(job.state)) return [];
  const bytes = await assets.open(job.tenantId, job.assetSha256);
  const file = { job, layout: job.layout, entity: entityNamed(job.entity), bytes };
  const byReport = query.outcome === "invalid" || query.code !== undefined || query.column !== undefined;
  return byReport ? reportedRows({ db }, file, query) : unreportedRows({ db }, file, query);
}

async function reportedRows({ db }: Pick<Deps, "db">, file: PlannedFile, query: RowQuery): Promise<JobRowReport[]> {
  const reports = await listReportedRows(db.query, { jobId: file.job.id, ...query });
  const rows: JobRowReport[] = [];
  for (const { line, byteStart, byteLength, issues } of reports) {
    const range = { start: byteStart, end: byteStart + byteLength, firstLine: line };
    for await (const record of codecFor(file.job.assetContentType).records(file.layout, file.bytes, range)) {
      rows.push(rowReport(file, record, query.outcome, issues));
    }
  }
  return rows;
}

/** How many records are compared with the reports at a time. */
const window = 500;

async function unreportedRows(
  { db }: Pick<Deps, "db">,
  file: PlannedFile,
  { afterLine, limit }: RowQuery,
): Promise<JobRowReport[]> {
  const rows: JobRowReport[] = [];
  for await (const records of windowsAfter({ db }, file, afterLine)) {
    const [first, last] = [records[0]?.line ?? 0, records.at(-1)?.line ?? 0];
    const reports = await reportsBetween(db.query, file.job.id, first, last);
    const byLine = new Map(reports.map((report) => [report.line, report]));
    for (const record of records) {
      const report = byLine.get(record.line);
      if (report?.outcome === "invalid") continue;
      rows.push(rowReport(file, record, "valid", report?.issues ?? []));
      if (rows.length === limit) return rows;
    }
  }
  return rows;
}

async function* windowsAfter(
  { db }: Pick<Deps, "db">,
  { job, layout, bytes }: PlannedFile,
  afterLine: number,
): AsyncGenerator<FileRecord[]> {
  const codec = codecFor(job.assetContentType);
  let records: FileRecord[] = [];
  for (const chunk of await listChunks(db.query, job.id, afterLine + 1)) {
    for await (const record of codec.records(layout, bytes, chunk)) {
      if (record.line > afterLine) records.push(record);
      if (records.length < window) continue;
      yield records;
      records = [];
    }
  }
  if (records.length > 0) yield records;
}

function rowReport(
  { entity, layout }: PlannedFile,
  { line, cells }: FileRecord,
  outcome: "valid" | "invalid",
  issues: readonly Issue[],
): JobRowReport {
  const record =
    outcome === "valid"
      ? parsedRecord(entity, layout.header, cells)
      : rawRecord(entity, layout.header, layout.names, cells);
  return { line, outcome, record, issues };
}
