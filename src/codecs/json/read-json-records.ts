import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import { Fault } from "../../domain/field.js";
import type { Chunk } from "../../domain/file-plan.js";
import { slicesInTurns } from "../in-turns.js";
import { type ListObject, type ListRecord, notAnObject, objectOrNull } from "../list/list-record.js";
import { type JsonElement, JsonElements } from "./json-elements.js";
import { countProperties, parseElement, withExactNumbers } from "./json-value.js";

/** Yields the records of a byte range that begins with an element, block by block. */
export async function* readJsonRecords(
  _entity: Entity,
  bytes: AssetBytes,
  { start, end, firstLine }: Omit<Chunk, "no" | "rows">,
): AsyncGenerator<ListRecord[]> {
  let records: ListRecord[] = [];
  const origin = { position: start, index: firstLine, inList: true, limit: Number.POSITIVE_INFINITY };
  const elements = new JsonElements(origin, (element) => records.push(toRecord(element)));
  for await (const block of slicesInTurns(bytes.read({ start, end }))) {
    elements.push(block);
    if (records.length > 0) yield records;
    records = [];
  }
  elements.finishRange();
  if (records.length > 0) yield records;
}

const duplicateProperty = new Fault(
  "DUPLICATE_PROPERTY",
  "The object names a property twice.",
  "Name every property once, also in nested objects.",
);

function toRecord(element: JsonElement): ListRecord {
  const { index, start, end, colons, json } = element;
  const value = objectOrNull(parseElement(element));
  const duplicate = value !== null && countProperties(value) !== colons;
  const fault = duplicate ? duplicateProperty : notAnObject;
  let written: ListObject | null | undefined;
  return {
    ...{ line: index, start, length: end - start, value },
    fault: value === null || duplicate ? { fault, column: null } : null,
    // Called for each column, and parsed once: an element may have millions of numbers.
    asWritten: () => {
      written ??= value === null ? null : objectOrNull(JSON.parse(withExactNumbers(json)));
      return written;
    },
  };
}
