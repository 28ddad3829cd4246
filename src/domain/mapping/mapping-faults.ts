import { deleteMark, isMarked } from "../delete-mark.js";
import type { Entity } from "../entity.js";
import { Fault } from "../field.js";
import { isTimeZone } from "../fields/standards.js";
import { isStorable } from "../list-value.js";
import { meantText } from "../meant-text.js";
import { isDateFormat } from "./date-format.js";
import type { MappingDefinition } from "./mapping.js";

const mostEntries = 1_000;

/** Returns the faults of a mapping for an entity: the path in it, and the message. */
export function mappingFaults(entity: Entity, mapping: MappingDefinition): { path: string; message: string }[] {
  const { columns, constants, values, dates } = mapping;
  const unknown = (path: string, field: string) => ({ path, message: `${field} is no column of ${entity.name}` });
  const known = (field: string) => field === deleteMark || Object.hasOwn(entity.fields, field);
  const key = { message: "is taken as it is in the file" };
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
