import { setImmediate } from "node:timers/promises";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { sheetDamaged, sheetTooLarge } from "../archive-faults.js";

/** The handlers of the elements and texts of a workbook's part. Element names have no prefix. */
export interface PartHandlers {
  open(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** The values of attributes, by their names with prefixes. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * The most bytes without an event. A cell has at most 32,767 characters of a few bytes each; the block in which a cell
 * ends is not counted.
 */
const longestToken = 1 << 18;
const deepest = 64;

/**
 * Reads a part of a workbook. It yields after each block, so that the caller can take the results of the handlers. Only
 * the predefined entities are expanded, and a document type is refused.
 */
export async function* readPart(blocks: AsyncIterable<Buffer>, handlers: PartHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let failure: Error | null = null;
  let depth = 0;
  /** The number of bytes since the parser's last event, which the parser buffers. */
  let held = 0;
  parser.on("error", (error) => {
    failure ??= error;
  });
  parser.on("doctype", () => {
    failure ??= sheetDamaged("it has a document type");
  });
  parser.on("opentag", (tag: SaxesTagPlain) => {
    held = 0;
    if (++depth > deepest) failure ??= sheetDamaged("its elements are nested too deep");
    handlers.open(localName(tag.name), tag.attributes);
  });
  parser.on("closetag", ({ name }) => {
    depth--;
    held = 0;
    handlers.close?.(localName(name));
  });
  for (const event of ["text", "cdata"] as const) {
    parser.on(event, (text) => {
      held = 0;
      handlers.text?.(text);
    });
  }
  for (const event of ["comment", "processinginstruction"] as const) {
    parser.on(event, () => {
      held = 0;
    });
  }

  function feed(text: string): void {
    parser.write(text);
    if (failure) throw failure;
  }

  try {
    for await (const block of blocks) {
      held += block.length;
      feed(decoder.decode(block, { stream: true }));
      if (held > longestToken) throw sheetTooLarge(`a cell or a comment has more than ${longestToken} bytes`);
      yield;
      await setImmediate();
    }
    feed(decoder.decode());
    parser.close();
    if (failure) throw failure;
    yield;
  } catch (error) {
    throw isOfXml(error, failure) ? sheetDamaged("a part of it is no well-formed XML") : error;
  }
}

/** Reads a short part to its end. */
export async function readWholePart(blocks: AsyncIterable<Buffer>, handlers: PartHandlers): Promise<void> {
  for await (const _ of readPart(blocks, handlers));
}

/** Whether an error is the parser's own, or the decoder's, which is a TypeError. */
function isOfXml(error: unknown, failure: Error | null): boolean {
  return error instanceof TypeError || (error === failure && error instanceof Error && !("code" in error));
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}
