import { SaxesParser } from "saxes";
import { type Entity, listName } from "../../domain/entity.js";
import { lastLine, tooManyLines } from "../last-line.js";
import { deepest, elementTooLarge, mostValues, tooDeep, tooManyValues } from "../list/list-faults.js";
import type { PlacedElement } from "../list/list-survey.js";
import { BytePositions } from "./byte-positions.js";
import { ElementTree, type EntityElement, isBlank, localName, ownAttributes } from "./element-tree.js";
import { doctypeRefused, invalidXml, otherEncoding, textInList, wrongRoot } from "./xml-faults.js";

/** An element of a list with its position. */
export interface XmlElement extends PlacedElement, EntityElement {}

export interface XmlOrigin {
  /** The file's byte at which the bytes begin. */
  readonly position: number;
  /** The physical line at `position`; 1 by default. */
  readonly line?: number;
  /** The index of the first element. */
  readonly index: number;
  /** The maximum length of an element, in bytes. */
  readonly limit: number;
}

export interface XmlHandlers {
  onElement(element: XmlElement): void;
  onRootAttribute?(name: string): void;
}

/**
 * The most `=` without an event. The parser reads a tag's attributes at once, at the end of the tag: this many take a
 * tenth of a second.
 */
const mostEqualSigns = 50_000;

/**
 * Reads the elements of an XML list as objects with their exact byte ranges. Only the element being read is held in
 * memory. saxes judges every character, and expands only the predefined entities.
 */
export class XmlElements {
  private readonly parser = new SaxesParser({
    xmlns: false,
    position: false,
    defaultXMLVersion: "1.0",
    forceXMLVersion: true,
  });
  private readonly tree: ElementTree;
  private readonly list: string;
  private readonly position: number;
  private readonly limit: number;
  private readonly handlers: XmlHandlers;
  private positions: BytePositions;
  private depth = 0;
  private index: number;
  private start = 0;
  /** The number of elements and attributes in the open element. */
  private values = 0;
  /** The byte after the last event directly in the list: the start of the next element. */
  private boundary: number;
  /** The number of characters up to the parser's last event. The parser buffers all later characters. */
  private reported = 0;
  /** The number of `=` in whole blocks since the last event. */
  private equalSigns = 0;
  private blank = true;

  constructor(entity: Entity, { position, line = 1, index, limit }: XmlOrigin, handlers: XmlHandlers) {
    this.tree = new ElementTree(listFields(entity));
    this.list = listName(entity);
    this.position = position;
    this.limit = limit;
    this.handlers = handlers;
    this.positions = new BytePositions({ character: 0, byte: position });
    this.index = index - 1;
    this.boundary = position;
    this.parser.line = line;
    this.listen();
  }

  /** The physical line being read, if the bytes began at the file's start. */
  get line(): number {
    return this.parser.line;
  }

  /** Whether only white space was read. */
  get isBlank(): boolean {
    return this.blank;
  }

  /** Begins a range of elements. A generated root replaces the list's own. */
  openRange(): void {
    const root = `<${this.list}>`;
    this.write(root);
    this.positions = new BytePositions({ character: root.length, byte: this.position });
    this.boundary = this.position;
  }

  finishRange(): void {
    this.write(`</${this.list}>`);
    this.write(null);
  }

  push(characters: Buffer): void {
    const text = this.positions.next(characters);
    this.blank &&= isBlank(text);
    const { reported } = this;
    this.write(text);
    this.equalSigns = reported === this.reported ? this.equalSigns + equalSignsIn(characters) : 0;
    if (this.equalSigns > mostEqualSigns) throw tooManyValues(this.depth > 1 ? this.index : this.index + 1);
    if (this.line > lastLine) throw tooManyLines();
    const open = this.depth > 1 ? this.positions.bytes - this.start : 0;
    if (Math.max(open, this.positions.characters - this.reported) > this.limit) {
      throw elementTooLarge(this.depth > 1 ? this.index : this.index + 1, this.limit);
    }
  }

  finish(): void {
    this.write(null);
  }

  /** Registers seven handlers. With more, the engine turns the parser into a hash table, and it is six times slower. */
  private listen(): void {
    const { parser } = this;
    parser.on("opentag", ({ name, attributes }) => this.onStart(name, attributes));
    parser.on("closetag", () => this.onEnd());
    // The parser reports a text at the `<` after it, a comment before its `>`, everything else at its end.
    parser.on("text", (text) => this.onText(text, -1));
    parser.on("cdata", (text) => this.onText(text, 0));
    parser.on("comment", () => this.passed(1));
    parser.on("processinginstruction", () => this.passed(0));
    parser.on("doctype", () => {
      throw doctypeRefused(parser.line);
    });
  }

  /**
   * Writes to the parser. Every error of saxes is a fault of the file, and is replaced because its message quotes the
   * file.
   */
  private write(text: string | null): void {
    try {
      this.parser.write(text);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "Error") throw error;
      // Only this message identifies a DOCTYPE after the root's start.
      const misplaced = error.message === "inappropriately located doctype declaration.";
      throw misplaced ? doctypeRefused(this.line) : invalidXml(this.line);
    }
  }

  private onStart(name: string, attributes: Readonly<Record<string, string>>): void {
    this.depth++;
    if (this.depth === 1) this.onRoot(name, attributes);
    else {
      if (this.depth === 2) {
        this.index++;
        this.start = this.boundary;
        this.values = 0;
      }
      if (this.depth > deepest) throw tooDeep(this.index);
      this.values++;
      for (const _ in attributes) this.values++;
      if (this.values > mostValues) throw tooManyValues(this.index);
      this.tree.start(name, attributes);
    }
    this.passed(0);
  }

  private onRoot(name: string, attributes: Readonly<Record<string, string>>): void {
    const { encoding } = this.parser.xmlDecl;
    if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) throw otherEncoding();
    if (localName(name) !== this.list) throw wrongRoot(this.list, this.line);
    for (const attribute of ownAttributes(attributes)) this.handlers.onRootAttribute?.(`@${attribute}`);
  }

  private onText(text: string, beyond: -1 | 0): void {
    if (this.depth > 1) this.tree.text(text);
    else if (this.depth === 1 && !isBlank(text)) throw textInList(this.list, this.parser.line);
    this.passed(beyond);
  }

  private onEnd(): void {
    this.depth--;
    this.passed(0);
    if (this.depth === 0) return;
    const entity = this.tree.end();
    if (entity) this.handlers.onElement({ ...entity, start: this.start, end: this.boundary, index: this.index });
  }

  /**
   * Records the position of the parser's last event. `beyond` is the distance, in characters, from the parser's
   * position to the event's end.
   */
  private passed(beyond: -1 | 0 | 1): void {
    this.reported = this.parser.position;
    if (this.depth !== 1) return;
    this.boundary =
      beyond === 1 ? this.positions.byteAt(this.reported) + 1 : this.positions.byteAt(this.reported + beyond);
  }
}

function equalSignsIn(characters: Buffer): number {
  let count = 0;
  for (const byte of characters) if (byte === 0x3d) count++;
  return count;
}

function listFields({ fields }: Entity): ReadonlySet<string> {
  return new Set(Object.entries(fields).flatMap(([name, { schema }]) => (schema.type === "array" ? [name] : [])));
}
