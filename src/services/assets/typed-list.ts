import { detectedType, tellingBytes } from "../../codecs/detect-type.js";
import { DomainError } from "../../domain/errors.js";

export const listTypes = ["application/json", "application/xml"] as const;

/** A list as it came, and which of the formats it has. */
export interface TypedList {
  readonly contentType: (typeof listTypes)[number];
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Tells a list's format by its content type, or where that says nothing, as curl's `-d` does, by its first bytes.
 * `UNSUPPORTED_MEDIA_TYPE` where it is neither JSON nor XML, or not declared as UTF-8.
 */
export async function typedList(declared: string, body: AsyncIterable<Uint8Array>): Promise<TypedList> {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(declared)?.[1] ?? "utf-8";
  if (!/^utf-?8$/i.test(charset)) throw refused("The body is not declared as UTF-8.", "Send it in UTF-8.");
  const known = listTypeOf(declared);
  if (known) return { contentType: known, body };
  const { head, whole } = await begun(body);
  const detected = listTypeOf(detectedType(declared, "", head));
  if (detected) return { contentType: detected, body: whole };
  throw refused(
    "The body is neither declared as JSON nor as XML.",
    `Send Content-Type: ${listTypes.join(" or ")}, and a list in that format.`,
  );
}

function listTypeOf(contentType: string): TypedList["contentType"] | undefined {
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  return type === "text/xml" ? "application/xml" : listTypes.find((listType) => listType === type);
}

/** The first bytes of a body, and all of it. */
async function begun(body: AsyncIterable<Uint8Array>) {
  const blocks = body[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  for (let size = 0; size < tellingBytes; ) {
    const { done, value } = await blocks.next();
    if (done) break;
    read.push(value);
    size += value.length;
  }
  async function* whole() {
    yield* read;
    yield* { [Symbol.asyncIterator]: () => blocks };
  }
  return { head: Buffer.concat(read).subarray(0, tellingBytes), whole: whole() };
}

function refused(message: string, hint: string): DomainError {
  return new DomainError("UNSUPPORTED_MEDIA_TYPE", message, hint);
}
