import type { Entity } from "./entity.js";
import type { JsonSchema } from "./field.js";

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

/** To be raised when the row check judges or reads a cell in another way, so that rows are not known by old hashes. */
const readingVersion = 4;

/** What a row of the entity is, as one text: while it stays the same, the same bytes mean the same row. */
export function declarationOf(entity: Entity): string {
  const { order, slug } = entity;
  return JSON.stringify([readingVersion, rowSchema(entity), order, slug]);
}

/** The columns that a header must have. */
export function requiredColumns(entity: Entity): string[] {
  return Object.entries(entity.fields).flatMap(([name, field]) => (field.required ? [name] : []));
}

/** An empty file with the right header; no column name needs quotes. */
export function csvTemplate(entity: Entity): string {
  return `${Object.keys(entity.fields).join(",")}\r\n`;
}
