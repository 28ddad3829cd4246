import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { PlanLimits } from "../codec.js";
import { slicesInTurns } from "../in-turns.js";
import { emptyList, invalidEncoding } from "../list/list-faults.js";
import { objectOrNull } from "../list/list-record.js";
import { type ListPlan, ListSurvey } from "../list/list-survey.js";
import { readHead } from "../read-head.js";
import { utf8MarkLength, WholeCharacters } from "../utf8.js";
import { JsonElements } from "./json-elements.js";
import { parseElement } from "./json-value.js";

/**
 * Checks a whole JSON list in one pass, in constant memory, and plans its import. Throws a `DomainError` with the index
 * of an element (section B, list-level faults).
 */
export async function planJson(entity: Entity, bytes: AssetBytes, limits: PlanLimits): Promise<ListPlan> {
  const survey = new ListSurvey(entity, bytes.size, limits);
  const position = utf8MarkLength(await readHead(bytes, 3));
  const origin = { position, index: 1, inList: false, limit: limits.maxRecordBytes };
  const elements = new JsonElements(origin, (element) => {
    const value = objectOrNull(parseElement(element));
    survey.add(element, value);
    if (value !== null) survey.addNames(Object.keys(value));
  });
  const text = new WholeCharacters();
  for await (const block of slicesInTurns(bytes.read({ start: position, end: bytes.size }))) {
    const { characters, valid } = text.push(block);
    elements.push(characters);
    if (!valid) throw notUtf8(elements);
  }
  if (!text.finish()) throw notUtf8(elements);
  if (!elements.finish()) throw emptyList();
  return survey.finish();
}

function notUtf8({ index }: JsonElements) {
  return invalidEncoding(`at element ${index}`, index);
}
