import { elementTooLarge } from "../list/list-faults.js";
import { type ElementMark, JsonListScanner } from "./json-list-scanner.js";

/** An element of a JSON list, not yet parsed. */
export interface JsonElement extends ElementMark {
  readonly json: string;
}

/** Finds the elements of a JSON list with their text. Only the element being read is held in memory. */
export class JsonElements {
  private readonly scanner: JsonListScanner;
  private readonly limit: number;
  private position: number;
  private block: Buffer = Buffer.alloc(0);
  private held: Buffer[] = [];

  /** @param origin see `JsonListScanner`; `limit` is the maximum length of an element, in bytes */
  constructor(
    origin: { readonly position: number; readonly index: number; readonly inList: boolean; readonly limit: number },
    onElement: (element: JsonElement) => void,
  ) {
    this.position = origin.position;
    this.limit = origin.limit;
    this.scanner = new JsonListScanner(origin, (mark) => onElement({ ...mark, json: this.cut(mark) }));
  }

  /** The index of the element being read, or of the next element. */
  get index(): number {
    return this.scanner.index;
  }

  push(block: Buffer): void {
    this.block = block;
    this.scanner.push(block);
    const { openSince } = this.scanner;
    const end = this.position + block.length;
    if (openSince === null) this.held = [];
    else if (end - openSince > this.limit) throw elementTooLarge(this.index, this.limit);
    else this.held.push(block.subarray(Math.max(0, openSince - this.position)));
    this.position = end;
  }

  finish(): boolean {
    return this.scanner.finish();
  }

  finishRange(): void {
    this.block = Buffer.alloc(0);
    this.scanner.finishRange();
  }

  private cut({ start, end }: ElementMark): string {
    if (start >= this.position) return this.block.toString("utf8", start - this.position, end - this.position);
    const pieces = [...this.held, this.block.subarray(0, end - this.position)];
    this.held = [];
    return Buffer.concat(pieces).toString("utf8");
  }
}
