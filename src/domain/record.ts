import type { Entity } from "./entity.js";
import type { JsonSchema } from "./field.js";

/** Returns the JSON Schema of a row (draft 2020-12), derived from the entity's declaration. */
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

/**
 * Raise this number when the row check judges or reads a cell in another way, so that rows with old hashes are read
 * again.
 */
const readingVersion = 4;

/**
 * Returns a text that changes with the meaning of a row of the entity. While it stays the same, the same bytes are the
 * same row.
 */
export function declarationOf(entity: Entity): string {
  const { order, slug } = entity;
  return JSON.stringify([readingVersion, rowSchema(entity), order, slug]);
}

/** The columns that a header must have. */
export function requiredColumns(entity: Entity): string[] {
  return Object.entries(entity.fields).flatMap(([name, field]) => (field.required ? [name] : []));
}

/** Returns an empty file with the header of the entity. No column name needs quotes. */
export function csvTemplate(entity: Entity): string {
  return `${Object.keys(entity.fields).join(",")}\r\n`;
}
