import { type Entity, listName } from "./entity.js";

/** Returns an object of the entity with every field set. Each field's example is also a valid value. */
function sampleObject(entity: Entity): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity.fields).map(([name, field]) => [name, field.parse(field.example)]));
}

/** Returns a list with one object, in contract B's JSON. */
export function jsonSample(entity: Entity): string {
  return `${JSON.stringify([sampleObject(entity)], null, 2)}\n`;
}

/**
 * Returns the same list in XML: arrays as repeated elements, objects as nested ones. Names and examples are Bulkhead's
 * own and need few escapes.
 */
export function xmlSample(entity: Entity): string {
  const list = listName(entity);
  const object = xmlElement(entity.name, sampleObject(entity), "  ");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${list}>\n${object}</${list}>\n`;
}

function xmlElement(name: string, value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.map((item) => xmlElement(name, item, indent)).join("");
  if (typeof value !== "object" || value === null) return `${indent}<${name}>${escaped(String(value))}</${name}>\n`;
  const children = Object.entries(value).map(([child, inner]) => xmlElement(child, inner, `${indent}  `));
  return `${indent}<${name}>\n${children.join("")}${indent}</${name}>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
