import type { AssetBytes } from "../../domain/asset-bytes.js";
import { comparableName } from "../../domain/comparable-name.js";
import { deleteMark } from "../../domain/delete-mark.js";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import type { FilePlan } from "../../domain/file-plan.js";
import { matchColumns } from "../../domain/mapping/column-names.js";
import { cellMapping, type MappingDefinition } from "../../domain/mapping/mapping.js";
import { ChunkCutter } from "../chunk-cutter.js";
import type { PlanLimits } from "../codec.js";
import { restored } from "../rejects/spreadsheet-text.js";
import { unknownColumns } from "../unknown-columns.js";
import { type Encoding, FaultAt, toUnits, Utf8Judge, unitSize } from "./encoding.js";
import { checkHeader, type FoundHeader, findHeader, type HeaderSearch, headerCells } from "./header.js";
import { leftOut } from "./left-out.js";
import { refuseOtherFormats } from "./other-formats.js";
import { RecordScanner } from "./record-scanner.js";
import { isNameless, isRejectsFile, ownColumns } from "./sent-back.js";
import { frameText, type TextFrame } from "./text-frame.js";

const headBytes = 1 << 20;

interface PlanOptions {
  /** Whether the file was made from a sheet: the delimiter is a comma, and a record's line is its row. */
  readonly isSheet?: boolean;
  readonly mapping?: MappingDefinition | null | undefined;
}

interface CsvPlan extends FilePlan {
  readonly layout: CsvLayout;
}

/**
 * Reads a CSV file once, in constant memory: detects encoding and delimiter, checks the header and every quote, counts
 * the rows and cuts the file into chunks. Throws a `DomainError` with the line for a file that cannot be trusted
 * (section D 12).
 */
export async function planCsv(
  entity: Entity,
  bytes: AssetBytes,
  limits: PlanLimits,
  { isSheet = false, mapping = null }: PlanOptions = {},
): Promise<CsvPlan> {
  const frame = await frameText(bytes, headBytes);
  const { origin, encoding: assumed, firstLine } = frame;
  refuseOtherFormats(frame.head);
  try {
    const columns = mapping?.columns;
    const found = await readHeader(entity, frame, { isSheet, columns });
    if (!found) throw emptyFile();
    const size = unitSize(assumed);
    const headerBytes = frame.head.subarray(found.mark.start * size, found.mark.end * size);
    // The names of known columns are ASCII, so the header is checked before the whole file is read and its encoding
    // known.
    checkHeader(entity, meantNames(await readNames(headerBytes, assumed, found)), {
      line: found.mark.line,
      limits,
      mapping,
    });
    const survey = await surveyRecords(bytes, { frame, found, limits, isSheet });
    const names = await readNames(headerBytes, survey.encoding, found);
    const meant = meantNames(names);
    const mapped = new Set(Object.keys(columns ?? {}).map(comparableName));
    const matched = matchColumns(entity, meant, columns);
    const deleteAt = matched.indexOf(deleteMark);
    const header = matched.map((name) => (name === deleteMark ? null : name));
    const own = ownColumns(names).map((at) => names[at] ?? "");
    const unknown = ownColumns(names).flatMap((at) =>
      header[at] === null && at !== deleteAt && !mapped.has(comparableName(meant[at] ?? "")) ? [names[at] ?? ""] : [],
    );
    const constants = mapping?.constants ?? {};
    const missing = Object.keys(entity.fields).filter((field) => !header.includes(field) && !(field in constants));
    const line = found.mark.line;
    // In a file of rejected rows, the cells without a column name belong to ragged rows.
    const nameless = isRejectsFile(names) ? 0 : names.filter(isNameless).length;
    const hasEndMark = frame.end < bytes.size;
    const warnings = [
      ...unknownColumns(entity, unknown, { line, missing }),
      ...leftOut({ names: own, nameless, lines: frame.before.lines, blank: survey.blank, hasEndMark }, line),
    ];
    return {
      layout: {
        ...{ encoding: survey.encoding, delimiter: found.delimiter, names, header },
        ...(isSheet && { countsRecords: true }),
        ...(deleteAt !== -1 && { deleteAt }),
        ...(mapping && { mapping: cellMapping(mapping) }),
      },
      chunks: survey.chunks,
      rows: survey.rows,
      warnings: survey.rows === 0 ? [...warnings, noRows(line)] : warnings,
    };
  } catch (error) {
    if (error instanceof FaultAt)
      throw textFault(error.code, await lineAt(bytes, error.offset, { encoding: assumed, origin, firstLine }));
    throw error;
  }
}

async function readHeader(
  entity: Entity,
  frame: TextFrame,
  { isSheet, columns }: Pick<HeaderSearch, "isSheet" | "columns">,
): Promise<FoundHeader | null> {
  const { head, origin, encoding, isWhole, firstLine, before } = frame;
  const units = toUnits(encoding, origin).push(head);
  const nul = units.indexOf(0);
  if (nul !== -1) throw new FaultAt("NUL_BYTE", origin + nul * unitSize(encoding));
  const search = { named: before.delimiter, firstLine, isSheet, columns };
  const found = await findHeader(entity, units, { ...search, complete: isWhole });
  if (found || isWhole) return found;
  await findHeader(entity, units, { ...search, complete: true }); // throws if the header is one cell whose quote never closes
  throw recordTooLarge(firstLine, headBytes);
}

function readNames(bytes: Buffer, encoding: Encoding, { delimiter }: FoundHeader): Promise<string[]> {
  // Without `stream`, Node 20 decodes Windows-1252 as Latin-1.
  return headerCells(new TextDecoder(encoding).decode(bytes, { stream: true }), delimiter);
}

/** Returns a header's names without the apostrophes that a file of rejected rows adds before formulas. */
function meantNames(names: readonly string[]): readonly string[] {
  return isRejectsFile(names) ? names.map(restored) : names;
}

interface Survey {
  readonly frame: TextFrame;
  readonly found: FoundHeader;
  readonly limits: PlanLimits;
  /** Whether the file was made from a sheet: the delimiter is a comma, and a record's line is its row. */
  readonly isSheet: boolean;
}

async function surveyRecords(bytes: AssetBytes, { frame, found, limits, isSheet }: Survey) {
  const { origin, end, firstLine, encoding: assumed, isMarked } = frame;
  const size = unitSize(assumed);
  const cutter = new ChunkCutter(bytes.size);
  let rows = -1; // the header is a record, not a row

  function refuseLong(start: number, end: number, line: number): void {
    if ((end - start) * size > limits.maxRecordBytes) throw recordTooLarge(line, limits.maxRecordBytes);
  }

  function onRecord(start: number, end: number, line: number): void {
    refuseLong(start, end, line);
    rows++;
    if (rows === 0) return;
    if (rows > limits.maxRows) throw tooManyRows(line, limits.maxRows);
    cutter.add(start * size, line);
  }

  const units = toUnits(assumed, origin);
  const judge = size === 1 ? new Utf8Judge(isMarked, origin) : null;
  const start = { position: origin / size, line: firstLine, countsRecords: isSheet };
  const blank = { count: 0, firstLine: 0 };
  const scanner = new RecordScanner(found.delimiter.charCodeAt(0), start, onRecord, (start, end, line) => {
    refuseLong(start, end, line);
    if (blank.count++ === 0) blank.firstLine = line;
  });
  let position = origin;
  for await (const block of bytes.read({ start: origin, end })) {
    const next = units.push(block);
    const nul = next.indexOf(0);
    if (nul !== -1) throw new FaultAt("NUL_BYTE", position + nul * size);
    position += next.length * size;
    judge?.push(block);
    scanner.push(next);
  }
  units.finish();
  scanner.finish();
  cutter.close(end);
  return { encoding: judge?.finish() ?? assumed, chunks: cutter.chunks, rows, blank };
}

/** Returns the physical line of a byte. Lines are counted only when a fault needs the number. */
async function lineAt(
  bytes: AssetBytes,
  offset: number,
  { encoding, origin, firstLine }: Pick<TextFrame, "encoding" | "origin" | "firstLine">,
): Promise<number> {
  const units = toUnits(encoding, origin);
  let line = firstLine;
  let lastWasCr = false;
  for await (const block of bytes.read({ start: origin, end: offset })) {
    for (const unit of units.push(block)) {
      if (unit === 0x0d || (unit === 0x0a && !lastWasCr)) line++;
      lastWasCr = unit === 0x0d;
    }
  }
  return line;
}

function textFault(code: FaultAt["code"], line: number): DomainError {
  if (code === "NUL_BYTE") {
    const hint =
      "Save the file as CSV in UTF-8; a spreadsheet file, an archive or UTF-16 without a mark looks like this.";
    return new DomainError(code, `Line ${line} holds a NUL character.`, hint, line);
  }
  return new DomainError(
    code,
    `Line ${line} has bytes that are not valid text.`,
    "Save the whole file as UTF-8.",
    line,
  );
}

function emptyFile(): DomainError {
  return new DomainError("EMPTY_FILE", "The file has no header and no rows.", "Send a file with at least a header.");
}

function recordTooLarge(line: number, limit: number): DomainError {
  const message = `The record that starts on line ${line} is longer than ${limit} bytes.`;
  return new DomainError("RECORD_TOO_LARGE", message, "Look for a quote that is closed far too late.", line);
}

function tooManyRows(line: number, limit: number): DomainError {
  const message = `The file has more than ${limit} rows; line ${line} is the first too many.`;
  return new DomainError("TOO_MANY_ROWS", message, "Split the file.", line);
}

function noRows(line: number) {
  return {
    line,
    column: null,
    code: "NO_ROWS",
    severity: "warning",
    value: null,
    message: "The file has a header and no rows.",
    hint: "If rows were expected, look at the export that made the file.",
  } as const;
}
