import { deepest, mostValues, tooDeep, tooManyValues } from "../list/list-faults.js";
import { invalidJson, notAList } from "./json-faults.js";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

enum In {
  Start,
  FirstOrEnd,
  Next,
  Text,
  Nested,
  NestedText,
  Scalar,
  AfterElement,
  Closed,
}

/** The position of an element, and the number of colons outside its strings: one for each property name. */
export interface ElementMark {
  readonly start: number;
  readonly end: number;
  readonly index: number;
  readonly colons: number;
}

/**
 * Finds the elements of a JSON list without parsing them, in constant memory. Between elements it checks the grammar;
 * inside an element it tracks only strings and depth, since `JSON.parse` judges each element. It reads bytes, because
 * every delimiter of JSON is ASCII.
 */
export class JsonListScanner {
  /** The index of the element being read, or of the next element. */
  index: number;
  private state: In;
  private position: number;
  private start = 0;
  private depth = 0;
  private colons = 0;
  /** Commas and opening brackets outside the element's strings: at least the number of its values minus one. */
  private values = 0;
  private escaped = false;

  /** @param origin where the bytes begin: at the list itself, or at its element `index` */
  constructor(
    origin: { readonly position: number; readonly index: number; readonly inList: boolean },
    private readonly onElement: (mark: ElementMark) => void,
  ) {
    this.position = origin.position;
    this.index = origin.index;
    this.state = origin.inList ? In.Next : In.Start;
  }

  /** The start of the element being read; null between elements. */
  get openSince(): number | null {
    const { state } = this;
    return state === In.Text || state === In.Nested || state === In.NestedText || state === In.Scalar
      ? this.start
      : null;
  }

  push(block: Uint8Array): void {
    for (let at = 0; at < block.length; at++) {
      switch (this.state) {
        case In.Nested:
          at = this.nested(block, at);
          break;
        case In.Text:
        case In.NestedText:
          at = this.text(block, at);
          break;
        case In.Scalar:
          this.scalar(block[at] ?? 0, at);
          break;
        default:
          this.between(block[at] ?? 0, at);
      }
    }
    this.position += block.length;
  }

  /** Ends the input. Returns whether the input held a list. */
  finish(): boolean {
    if (this.state !== In.Closed && this.state !== In.Start) throw invalidJson(this.index);
    return this.state === In.Closed;
  }

  /** Ends the input of a range of elements. */
  finishRange(): void {
    if (this.state === In.Scalar) this.emit(this.position);
    if (this.openSince !== null) throw invalidJson(this.index);
  }

  private between(byte: number, at: number): void {
    if (isBlank(byte)) return;
    if (this.state === In.Start) {
      if (byte !== OPEN_LIST) throw beginsValue(byte) ? notAList() : invalidJson(1);
      this.state = In.FirstOrEnd;
    } else if (this.state === In.AfterElement || this.state === In.FirstOrEnd) {
      if (byte === CLOSE_LIST) this.state = In.Closed;
      else if (this.state === In.FirstOrEnd) this.begin(byte, at);
      else if (byte === COMMA) this.state = In.Next;
      else throw invalidJson(this.index);
    } else if (this.state === In.Next) this.begin(byte, at);
    else throw invalidJson(this.index);
  }

  private begin(byte: number, at: number): void {
    if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || byte === COLON) throw invalidJson(this.index);
    this.start = this.position + at;
    this.colons = 0;
    this.values = 0;
    this.depth = 2; // the list itself is the first level
    if (byte === QUOTE) this.state = In.Text;
    else this.state = byte === OPEN_OBJECT || byte === OPEN_LIST ? In.Nested : In.Scalar;
  }

  /** Reads inside an object or a list. Returns the index of the last byte read. */
  private nested(block: Uint8Array, from: number): number {
    for (let at = from; at < block.length; at++) {
      const byte = block[at];
      if (byte === QUOTE) {
        this.state = In.NestedText;
        return at;
      }
      if (byte === COLON) this.colons++;
      else if (byte === COMMA) this.addValue();
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        this.addValue();
        this.depth++;
        if (this.depth > deepest) throw tooDeep(this.index);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.depth--;
        if (this.depth > 1) continue;
        this.emit(this.position + at + 1);
        return at;
      }
    }
    return block.length;
  }

  private addValue(): void {
    if (++this.values > mostValues) throw tooManyValues(this.index);
  }

  /** Reads inside a string. Returns the index of the last byte read. */
  private text(block: Uint8Array, from: number): number {
    let at = from;
    if (this.escaped) {
      this.escaped = false;
      at++;
    }
    for (; at < block.length; at++) {
      const byte = block[at];
      if (byte === BACKSLASH) {
        at++;
        this.escaped = at === block.length;
      } else if (byte === QUOTE) {
        if (this.state === In.Text) this.emit(this.position + at + 1);
        else this.state = In.Nested;
        return at;
      }
    }
    return block.length;
  }

  private scalar(byte: number, at: number): void {
    if (!isBlank(byte) && byte !== COMMA && byte !== CLOSE_LIST) return;
    this.emit(this.position + at);
    this.between(byte, at);
  }

  private emit(end: number): void {
    const { start, index, colons } = this;
    this.state = In.AfterElement;
    this.onElement({ start, end, index, colons });
    this.index++;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether a JSON value other than a list can begin with the byte. */
function beginsValue(byte: number): boolean {
  return '{"-0123456789tfn'.includes(String.fromCharCode(byte));
}
