import { type Entity, listName } from "./entity.js";

/** One object of the entity with every field set: a field's example is also a value of it. */
function sampleObject(entity: Entity): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity.fields).map(([name, field]) => [name, field.parse(field.example)]));
}

/** A list with one object, as contract B takes it in JSON. */
export function jsonSample(entity: Entity): string {
  return `${JSON.stringify([sampleObject(entity)], null, 2)}\n`;
}

/** The same in XML: arrays are repeated elements, objects nested ones. Names and examples are our own, and plain. */
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
