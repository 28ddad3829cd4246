import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import { Fault } from "../../domain/field.js";
import type { Chunk } from "../../domain/file-plan.js";
import { slicesInTurns } from "../in-turns.js";
import { type ListObject, type ListRecord, notAnObject } from "../list/list-record.js";
import { WholeCharacters } from "../utf8.js";
import type { EntityElement } from "./element-tree.js";
import { type XmlElement, XmlElements } from "./xml-elements.js";

/** Yields the records of a byte range that begins with an element, block by block. */
export async function* readXmlRecords(
  entity: Entity,
  bytes: AssetBytes,
  { start, end, firstLine }: Omit<Chunk, "no" | "rows">,
): AsyncGenerator<ListRecord[]> {
  let records: ListRecord[] = [];
  const origin = { position: start, index: firstLine, limit: Number.POSITIVE_INFINITY };
  const onElement = (element: XmlElement) => records.push(toRecord(entity, element));
  const elements = new XmlElements(entity, origin, { onElement });
  const text = new WholeCharacters();
  elements.openRange();
  for await (const block of slicesInTurns(bytes.read({ start, end }))) {
    elements.push(text.push(block).characters);
    if (records.length > 0) yield records;
    records = [];
  }
  elements.finishRange();
}

/** Returns the element's object; null if the element is not an object or is another entity's. */
export function entityValue(entity: Entity, { name, value }: EntityElement): ListObject | null {
  return name === entity.name ? value : null;
}

const mixedContent = new Fault(
  "INVALID_TYPE",
  "An element has both text and elements.",
  "Put every text into an element of its own.",
);

function toRecord(entity: Entity, element: XmlElement): ListRecord {
  const { index, start, end, mixed } = element;
  const value = entityValue(entity, element);
  const column = mixed?.[0] ?? null;
  return {
    ...{ line: index, start, length: end - start, value },
    fault:
      value === null
        ? { fault: element.name === entity.name ? notAnObject : otherElement(entity), column: null }
        : mixed && {
            fault: mixedContent,
            column: column !== null && Object.hasOwn(entity.fields, column) ? column : null,
          },
    asWritten: () => value,
  };
}

function otherElement({ name }: Entity): Fault {
  return new Fault("NOT_AN_OBJECT", `The element is not a <${name}>.`, `Send every entity as <${name}>.`);
}
