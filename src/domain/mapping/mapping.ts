import { z } from "zod";
import { storableText } from "../storable-text.js";

const text = storableText.min(1).max(1_000);

/**
 * The meaning of the columns and values of an importer's files. Columns and values that it does not name have the
 * meaning that the entity declares.
 */
export const mappingSchema = z.strictObject({
  /** The field of a column, by the column's name; null: the column is ignored. */
  columns: z.record(z.string(), text.nullable()).default({}),
  /** The value of a field if its cell is empty, or the file has no column for it. */
  constants: z.record(z.string(), text).default({}),
  /** For each field, the field's value by the value in the file. */
  values: z.record(z.string(), z.record(z.string(), text)).default({}),
  /** The format and the zone of points in time that the file writes without a zone. */
  dates: z
    .strictObject({
      /** A format of `yyyy MM M dd d HH H mm ss`; null: as spreadsheets write it, `2027-05-31T09:00:00`. */
      format: text.nullable().default(null),
      /** An IANA name. */
      timeZone: text,
    })
    .nullable()
    .default(null),
});

export type MappingDefinition = z.infer<typeof mappingSchema>;

/** A mapping as a job pins it. */
export interface PinnedMapping extends MappingDefinition {
  /** A new number for each change of any mapping. */
  readonly version: number;
}

/** The parts of a mapping that apply to cells, not to column names. */
export type CellMapping = Pick<MappingDefinition, "constants" | "values" | "dates">;

export function cellMapping({ constants, values, dates }: MappingDefinition): CellMapping {
  return { constants, values, dates };
}
