import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { PlanLimits } from "../codec.js";
import { slicesInTurns } from "../in-turns.js";
import { emptyList, invalidEncoding } from "../list/list-faults.js";
import { type ListPlan, ListSurvey } from "../list/list-survey.js";
import { readHead } from "../read-head.js";
import { utf8MarkLength, WholeCharacters } from "../utf8.js";
import { textName } from "./element-tree.js";
import { entityValue } from "./read-xml-records.js";
import { XmlElements } from "./xml-elements.js";
import { doctypeRefused } from "./xml-faults.js";

const headBytes = 1 << 16;

/**
 * Checks a whole XML list in one pass, in constant memory, and plans its import. Throws a `DomainError` with the
 * physical line, or with the index of an element if the message says so (section B, list-level faults).
 */
export async function planXml(entity: Entity, bytes: AssetBytes, limits: PlanLimits): Promise<ListPlan> {
  const survey = new ListSurvey(entity, bytes.size, limits);
  const head = await readHead(bytes, headBytes);
  const position = utf8MarkLength(head);
  if (beginsWithDoctype(head.toString("latin1", position))) throw doctypeRefused(1);
  const elements = new XmlElements(
    entity,
    { position, index: 1, limit: limits.maxRecordBytes },
    {
      onRootAttribute: (name) => survey.addNames([name]),
      onElement(element) {
        const value = entityValue(entity, element);
        survey.add(element, value);
        if (value === null) return;
        survey.addNames(Object.keys(value).filter((name) => name !== textName));
        survey.addNames(element.strayAttributes);
      },
    },
  );
  const text = new WholeCharacters();
  for await (const block of slicesInTurns(bytes.read({ start: position, end: bytes.size }))) {
    const { characters, valid } = text.push(block);
    elements.push(characters);
    if (!valid) throw notUtf8(elements);
  }
  if (!text.finish()) throw notUtf8(elements);
  if (elements.isBlank) throw emptyList();
  elements.finish();
  return survey.finish();
}

/**
 * Whether the file begins with a DOCTYPE, after only comments and processing instructions. This check runs before the
 * parser, and also finds a DOCTYPE that is never closed.
 */
function beginsWithDoctype(head: string): boolean {
  for (let at = 0; ; ) {
    at += /^[ \t\r\n]*/.exec(head.slice(at))?.[0].length ?? 0;
    if (head.startsWith("<!DOCTYPE", at)) return true;
    const closing = head.startsWith("<!--", at) ? "-->" : head.startsWith("<?", at) ? "?>" : null;
    const end = closing === null ? -1 : head.indexOf(closing, at + 2);
    if (closing === null || end === -1) return false;
    at = end + closing.length;
  }
}

function notUtf8({ line }: XmlElements) {
  return invalidEncoding(`on line ${line}`, line);
}
