import type { Entity } from "./entity.js";
import { Fault, type JsonSchema } from "./field.js";
import { secretMask } from "./issue.js";

/** A valid row as `validRows` shows it: every column of the header parsed, secrets masked, empty cells null. */
export function parsedRecord(entity: Entity, header: readonly (string | null)[], cells: readonly string[]) {
  const entries = header.flatMap((name, at): [string, unknown][] => {
    const field = name === null ? undefined : entity.fields[name];
    if (name === null || !field) return [];
    const cell = cells[at] ?? "";
    if (cell === "") return [[name, null]];
    const value = field.secret ? secretMask : field.parse(cell);
    return [[name, value instanceof Fault ? null : value]];
  });
  return Object.fromEntries(entries);
}

/** An invalid row as it stood in the file, under the file's own column names; secrets masked. */
export function rawRecord(
  entity: Entity,
  header: readonly (string | null)[],
  names: readonly string[],
  cells: readonly string[],
) {
  const entries = cells.map((cell, at): [string, string] => {
    const name = header[at] ?? null;
    const hidden = name !== null && entity.fields[name]?.secret === true && cell !== "";
    return [name ?? names[at] ?? `column ${at + 1}`, hidden ? secretMask : cell];
  });
  return Object.fromEntries(entries);
}

/** The JSON Schema of a row (draft 2020-12), from the declaration. */
export function rowSchema(entity: Entity): JsonSchema {
  const properties: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    const nullable =
      field.required || field.defaultText !== null ? field.schema : { anyOf: [field.schema, { type: "null" }] };
    properties[name] = {
      ...nullable,
      ...(field.defaultText === null ? {} : { default: field.parse(field.defaultText) }),
      ...(field.reference ? { description: `id of a stored ${field.reference.entity}` } : {}),
      ...(field.secret ? { writeOnly: true } : {}),
      examples: [field.parse(field.example)],
    };
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: entity.name,
    description: `A row of ${entity.label}.`,
    type: "object",
    properties,
    required: requiredColumns(entity),
  };
}

/** The columns that a header must have. */
export function requiredColumns(entity: Entity): string[] {
  return Object.entries(entity.fields).flatMap(([name, field]) => (field.required ? [name] : []));
}

/** An empty file with the right header; no column name needs quotes. */
export function csvTemplate(entity: Entity): string {
  return `${Object.keys(entity.fields).join(",")}\r\n`;
}
