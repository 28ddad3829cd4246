import { DomainError } from "../domain/errors.js";

/** Postgres keeps a line as a 32-bit integer; a block, in which the last line is passed, has less than the rest. */
export const lastLine = 2_000_000_000;

export function tooManyLines(): DomainError {
  const message = `The file has more than ${lastLine} lines, empty ones among them.`;
  return new DomainError("TOO_MANY_ROWS", message, "Remove the empty lines, or split the file.", lastLine);
}
