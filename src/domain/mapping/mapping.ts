import { z } from "zod";
import { storableText } from "../storable-text.js";

const text = storableText.min(1).max(1_000);

/**
 * What the columns and values of an importer's files mean. A column or value that it does not name means what the
 * entity declares.
 */
export const mappingSchema = z.strictObject({
  /** The field of a column, by the column's name; null: the column is left out. */
  columns: z.record(z.string(), text.nullable()).default({}),
  /** The value of a field where its cell is empty, or the file has no column for it. */
  constants: z.record(z.string(), text).default({}),
  /** What the values of a field are called in the file. */
  values: z.record(z.string(), z.record(z.string(), text)).default({}),
  /** How the file writes points in time that have no zone, and in which zone they are. */
  dates: z
    .strictObject({
      /** Of `yyyy MM M dd d HH H mm ss`; null: as spreadsheets do, `2027-05-31T09:00:00`. */
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
  /** Another one for each change of any mapping. */
  readonly version: number;
}

/** What a mapping does to cells, beside naming columns. */
export type CellMapping = Pick<MappingDefinition, "constants" | "values" | "dates">;

export function cellMapping({ constants, values, dates }: MappingDefinition): CellMapping {
  return { constants, values, dates };
}
