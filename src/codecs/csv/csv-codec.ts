import type { AssetBytes } from "../../domain/asset-bytes.js";
import { isHashedName } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import type { CsvLayout, FileLayout } from "../../domain/file-layout.js";
import type { Chunk } from "../../domain/file-plan.js";
import { boundColumns, compileRowCheck } from "../../domain/row-check.js";
import type { Codec } from "../codec.js";
import { inTurns } from "../in-turns.js";
import { restored } from "../rejects/spreadsheet-text.js";
import { stagedColumns, stageRows } from "../stage-rows.js";
import { type CsvRecord, csvRowReader, parsedRecord, rawRecord } from "./csv-row.js";
import { indexCsv } from "./index-csv.js";
import { planCsv } from "./plan-csv.js";
import { readRecordBlocks } from "./read-records.js";
import { isRejectsFile, ownColumns, rejectedCells, sentBack } from "./sent-back.js";
import { stageCsv, tupleWriter } from "./stage-csv.js";
import { StagedRowWriter } from "./staged-row-writer.js";

export const csvCodec: Codec = {
  plan: (entity, bytes, limits, mapping) => planCsv(entity, bytes, limits, { mapping }),

  columns(context) {
    const { entity, layout: stored } = context;
    const layout = csvLayout(stored);
    const plainRows = isReadAsBytes(entity, layout) ? new StagedRowWriter(entity, layout, null).columns : null;
    return { ...stagedColumns(context), plainRows };
  },

  stage(context, bytes) {
    const { entity, chunk, fingerprint } = context;
    const layout = csvLayout(context.layout);
    if (isReadAsBytes(entity, layout)) return stageCsv(context, layout, bytes);
    const rowCheck = compileRowCheck<CsvRecord>(entity, layout, csvRowReader(layout), fingerprint);
    return stageRows(context, readBlocks(layout, bytes, chunk), rowCheck);
  },

  rejects({ entity, layout: stored }) {
    const { names, header, delimiter } = csvLayout(stored);
    const own = isRejectsFile(names) ? names.map(restored) : names;
    const shown = returned(entity, { names, header });
    return { columns: shown.map((at) => own[at] ?? ""), fields: shown.map((at) => header[at] ?? null), delimiter };
  },

  tupleColumns({ entity, layout: stored }, target) {
    const layout = csvLayout(stored);
    return isReadAsBytes(entity, layout) ? tupleWriter(entity, layout, target).columns : null;
  },

  index({ entity, layout: stored }) {
    const layout = csvLayout(stored);
    return isReadAsBytes(entity, layout) ? indexCsv(entity, layout) : null;
  },

  async *records({ entity, layout: stored }, bytes, range) {
    const layout = csvLayout(stored);
    const reader = csvRowReader(layout);
    const columns = new Map(boundColumns(entity, layout).map((column) => [column.name, column]));
    const shown = returned(entity, layout);
    for await (const record of inTurns(readBlocks(layout, bytes, range))) {
      const { line, start, length, cells } = record;
      yield {
        ...{ line, start, length },
        parsed: () => parsedRecord(entity, layout, cells),
        raw: () => rawRecord(layout, cells),
        rejected: () => rejectedCells(layout, shown, cells),
        text: (field) => {
          const column = columns.get(field);
          const text = column ? reader.read(record, column) : null;
          return typeof text === "string" ? text : null;
        },
      };
    }
  },
};

/** The codec for a CSV that was made from a sheet: a record's line is the number of its row. */
export const sheetCodec: Codec = {
  ...csvCodec,
  plan: (entity, bytes, limits, mapping) => planCsv(entity, bytes, limits, { mapping, isSheet: true }),
};

/** Yields the records of a range. Records of a file of rejected rows are read as those of an ordinary file. */
async function* readBlocks(
  layout: CsvLayout,
  bytes: AssetBytes,
  range: Omit<Chunk, "no" | "rows">,
): AsyncGenerator<CsvRecord[]> {
  const asSent = isRejectsFile(layout.names) ? sentBack(layout) : null;
  for await (const block of readRecordBlocks(layout, bytes, range)) {
    yield asSent ? block.map((record) => ({ ...record, cells: asSent(record.cells) })) : block;
  }
}

/** Returns the positions of the columns that are returned to the sender in rejected rows. */
function returned({ fields }: Entity, { names, header }: Pick<CsvLayout, "names" | "header">): number[] {
  return ownColumns(names).filter((at) => {
    const field = fields[header[at] ?? ""];
    return field ? !field.hashed && field.explains === null : !isHashedName(names[at] ?? "");
  });
}

/**
 * Whether cells can be copied as bytes. This excludes fields that are stored as hashes, and files of rejected rows,
 * whose cells are neutralised.
 */
function isReadAsBytes(entity: Entity, layout: CsvLayout): boolean {
  const { encoding, names } = layout;
  const bringsHashed = boundColumns(entity, layout).some(({ field }) => field.hashed || field.explains !== null);
  return encoding === "utf-8" && !bringsHashed && !isRejectsFile(names);
}

function csvLayout(layout: FileLayout): CsvLayout {
  if (layout.delimiter === null) throw new Error("a CSV was planned as a list");
  return layout;
}
