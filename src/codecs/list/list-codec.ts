import type { AssetBytes } from "../../domain/asset-bytes.js";
import { deleteMark } from "../../domain/delete-mark.js";
import { isHashedName } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import type { FileLayout, ListLayout } from "../../domain/file-layout.js";
import type { Chunk } from "../../domain/file-plan.js";
import { cellMapping } from "../../domain/mapping/mapping.js";
import { boundColumns, compileRowCheck } from "../../domain/row-check.js";
import type { Codec } from "../codec.js";
import { inTurns } from "../in-turns.js";
import { stagedColumns, stageRows } from "../stage-rows.js";
import { type ListRecord, listCell, listRowReader, parsedListRecord, rawListRecord } from "./list-record.js";

/** The parts of a codec that a list format provides: its plan, and the records of a range, block by block. */
export interface ListFormat extends Pick<Codec, "plan"> {
  readRecordBlocks(
    entity: Entity,
    bytes: AssetBytes,
    range: Omit<Chunk, "no" | "rows">,
  ): AsyncIterable<readonly ListRecord[]>;
}

export function listCodec({ plan, readRecordBlocks }: ListFormat): Codec {
  return {
    async plan(entity, bytes, limits, mapping) {
      const planned = await plan(entity, bytes, limits);
      return mapping ? { ...planned, layout: { ...planned.layout, mapping: cellMapping(mapping) } } : planned;
    },

    columns: stagedColumns,

    rejects: ({ entity, layout }) => ({
      ...{ columns: returned(entity, layout), delimiter: "," },
      fields: returned(entity, layout).map((name) => (name === deleteMark ? null : name)),
    }),

    stage(context, bytes) {
      const { entity, chunk, fingerprint } = context;
      const rowCheck = compileRowCheck(entity, listLayout(context.layout), listRowReader(context.layout), fingerprint);
      return stageRows(context, readRecordBlocks(entity, bytes, chunk), rowCheck);
    },

    tupleColumns: () => null,
    index: () => null,

    async *records({ entity, layout }, bytes, range) {
      const reader = listRowReader(layout);
      const columns = new Map(boundColumns(entity, listLayout(layout)).map((column) => [column.name, column]));
      for await (const record of inTurns(readRecordBlocks(entity, bytes, range))) {
        const { line, start, length } = record;
        yield {
          ...{ line, start, length },
          parsed: () => parsedListRecord(entity, layout, record),
          raw: () => rawListRecord(record),
          rejected: () => ({ cells: returned(entity, layout).map((name) => listCell(record, name)), beyond: [] }),
          text: (field) => {
            const column = columns.get(field);
            const text = column ? reader.read(record, column) : null;
            return typeof text === "string" ? text : null;
          },
        };
      }
    },
  };
}

/** Returns the columns of rejected rows that are returned to the sender of a list. */
function returned({ fields }: Entity, { deleteAt }: Pick<FileLayout, "deleteAt">): string[] {
  const own = Object.keys(fields).filter((name) => !isHashedName(name));
  return deleteAt === undefined ? own : [...own, deleteMark];
}

function listLayout(layout: FileLayout): ListLayout {
  if (layout.delimiter !== null) throw new Error("a list was planned as a CSV");
  return layout;
}
