import { pipeline, Readable } from "node:stream";
import { Busboy } from "@fastify/busboy";
import type { HonoRequest } from "hono";
import { DomainError } from "../../domain/errors.js";

/** The single file of a form. */
export interface FormFile {
  /**
   * The form's field `path`, if it is before the file; else the file's name on the sender's machine, without folders.
   */
  readonly path: string;
  readonly contentType: string;
  /** Ends when the whole form has been received. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

const limits = { files: 1, fields: 20, fieldSize: 8_192, headerPairs: 50 };

/**
 * Reads a `multipart/form-data` body up to the bytes of its file, which are streamed. `UNSUPPORTED_MEDIA_TYPE` for any
 * other body, `INVALID_BODY` if the form is broken or does not have exactly one file.
 */
export function formFile(req: HonoRequest, body: AsyncIterable<Uint8Array>): Promise<FormFile> {
  const parser = parserOf(req.header("content-type") ?? "");
  return new Promise((resolve, reject) => {
    let path: string | null = null;
    let file: Readable | null = null;
    let end: (fault: Error | null) => void = () => undefined;
    const whole = new Promise<Error | null>((resolveWhole) => {
      end = resolveWhole;
    });

    function fail(fault: Error): void {
      end(fault);
      file?.destroy(fault);
      reject(fault);
    }

    parser.on("field", (name, value) => {
      if (name === "path") path = value;
    });
    parser.on("filesLimit", () => fail(invalidForm("The form has several files.", "Send one file in each form.")));
    parser.on("file", (_field, stream, name: string | undefined, _encoding, contentType) => {
      file = stream;
      // The listener stays after the form was refused: an error without a listener ends the process.
      stream.on("error", (error) => fail(error instanceof DomainError ? error : brokenForm()));
      const named = path ?? name;
      if (named === undefined) return fail(invalidForm("The file has no name.", "Send a field path before the file."));
      resolve({ path: named, contentType, bytes: untilWhole(stream, whole) });
    });
    pipeline(Readable.from(body), parser, (error) => {
      if (error) fail(error instanceof DomainError ? error : brokenForm());
      else {
        end(null);
        reject(invalidForm("The form has no file.", "Send one as curl does with -F file=@events.csv."));
      }
    });
  });
}

async function* untilWhole(file: AsyncIterable<Uint8Array>, whole: Promise<Error | null>): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (error) {
    throw error instanceof DomainError ? error : brokenForm();
  }
  const fault = await whole;
  if (fault) throw fault;
}

function parserOf(contentType: string) {
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    const hint = "Send a form with a file, or the file itself: PUT /api/assets/{path}.";
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body is not a form.", hint);
  }
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits });
  } catch {
    throw brokenForm();
  }
}

function brokenForm(): DomainError {
  return invalidForm("The body is not a complete form.", "Let a library or curl's -F make the form.");
}

function invalidForm(message: string, hint: string): DomainError {
  return new DomainError("INVALID_BODY", message, hint);
}
