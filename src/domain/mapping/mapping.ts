import { z } from "zod";
import { deleteMark, isMarked } from "../delete-mark.js";
import type { Entity } from "../entity.js";
import { Fault } from "../field.js";
import { isTimeZone } from "../fields/standards.js";
import { isStorable } from "../list-value.js";
import { meantText } from "../meant-text.js";
import { storableText } from "../storable-text.js";
import { isDateFormat } from "./date-format.js";

const mostEntries = 1_000;
const text = storableText.min(1).max(1_000);

/** What the columns and values of an importer's files mean. A column or value that it does not name means what the entity declares. */
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

/** What is wrong with a mapping for an entity: the place in it, and why. */
export function mappingFaults(entity: Entity, mapping: MappingDefinition): { path: string; message: string }[] {
  const { columns, constants, values, dates } = mapping;
  const unknown = (path: string, field: string) => ({ path, message: `${field} is no column of ${entity.name}` });
  const known = (field: string) => field === deleteMark || Object.hasOwn(entity.fields, field);
  const key = { message: "is taken as it stands in the file" };
  const parts = [columns, constants, values, ...Object.values(values)];
  const names = parts.flatMap((entries) => Object.keys(entries));
  const isUnfit = names.some((name) => name === "" || name.length > 1_000 || !isStorable(name));
  const tooMany = parts.some((entries) => Object.keys(entries).length > mostEntries);
  return [
    ...(isUnfit
      ? [{ path: "", message: "a name in it is empty, too long, or has characters that are not allowed" }]
      : []),
    ...(tooMany ? [{ path: "", message: `a part of it has more than ${mostEntries} entries` }] : []),
    ...(dates && !isTimeZone(dates.timeZone) ? [{ path: "dates.timeZone", message: "is not an IANA time zone" }] : []),
    ...(dates?.format && !isDateFormat(dates.format)
      ? [{ path: "dates.format", message: "has other parts than yyyy, MM, M, dd, d, HH, H, mm and ss, or lacks one" }]
      : []),
    ...Object.entries(columns).flatMap(([name, field]) =>
      field === null || known(field) ? [] : [unknown(`columns.${name}`, field)],
    ),
    ...Object.entries(constants).flatMap(([field, value]) => {
      const path = `constants.${field}`;
      if (!known(field)) return [unknown(path, field)];
      if (field === "id" || field === deleteMark) return [{ path, ...key }];
      return valueFaults(entity, path, field, value);
    }),
    ...Object.entries(values).flatMap(([field, meanings]) => {
      if (!known(field)) return [unknown(`values.${field}`, field)];
      if (field === "id") return [{ path: `values.${field}`, ...key }];
      return Object.entries(meanings).flatMap(([theirs, ours]) =>
        valueFaults(entity, `values.${field}.${theirs}`, field, ours),
      );
    }),
  ];
}

function valueFaults({ fields }: Entity, path: string, name: string, value: string) {
  const field = fields[name];
  if (name === deleteMark && isMarked(value) instanceof Fault) return [{ path, message: "is neither a yes nor a no" }];
  if (!field) return [];
  if (field.secret) return [{ path, message: "a secret stands in no mapping" }];
  const meant = meantText(field, value);
  const parsed = meant === null ? null : field.parse(meant);
  if (parsed === null) return [{ path, message: "is empty" }];
  return parsed instanceof Fault ? [{ path, message: `${parsed.message} ${parsed.hint}` }] : [];
}
