import { DomainError } from "../domain/errors.js";

/**
 * The maximum of lines. Postgres stores a line as a 32-bit integer; the limit is checked after each block, and one
 * block has fewer lines than the integer has left.
 */
export const lastLine = 2_000_000_000;

export function tooManyLines(): DomainError {
  const message = `The file has more than ${lastLine} lines, empty ones among them.`;
  return new DomainError("TOO_MANY_ROWS", message, "Remove the empty lines, or split the file.", lastLine);
}
