import { detectedType, tellingBytes } from "../../codecs/detect-type.js";
import { charsetOf, mediaTypeOf } from "../../domain/content-type.js";
import { DomainError } from "../../domain/errors.js";
import { streamHead } from "../../domain/stream-head.js";

export const listTypes = ["application/json", "application/xml"] as const;

/** A list as it was received, and its format. */
export interface TypedList {
  readonly contentType: (typeof listTypes)[number];
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Detects a list's format by its content type. If that names no format, as with curl's `-d`, the first bytes decide.
 * `UNSUPPORTED_MEDIA_TYPE` if the list is neither JSON nor XML, or is declared as another encoding than UTF-8.
 */
export async function typedList(declared: string, body: AsyncIterable<Uint8Array>): Promise<TypedList> {
  if (!/^utf-?8$/.test(charsetOf(declared) ?? "utf-8"))
    throw refused("The body is not declared as UTF-8.", "Send it in UTF-8.");
  const known = listTypeOf(declared);
  if (known) return { contentType: known, body };
  const { head, whole } = await streamHead(body, tellingBytes);
  const detected = listTypeOf(detectedType(declared, "", head.subarray(0, tellingBytes)));
  if (detected) return { contentType: detected, body: whole };
  throw refused(
    "The body is neither declared as JSON nor as XML.",
    `Send Content-Type: ${listTypes.join(" or ")}, and a list in that format.`,
  );
}

function listTypeOf(contentType: string): TypedList["contentType"] | undefined {
  const type = mediaTypeOf(contentType);
  return type === "text/xml" ? "application/xml" : listTypes.find((listType) => listType === type);
}

function refused(message: string, hint: string): DomainError {
  return new DomainError("UNSUPPORTED_MEDIA_TYPE", message, hint);
}
