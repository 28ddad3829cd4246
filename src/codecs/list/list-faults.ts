import { DomainError } from "../../domain/errors.js";

/** Why a list is refused as a whole (section D 12 and 13). `index` is the 1-based index of an element. */

/** A list and what nests in it: far above any entity, far below any stack. */
export const deepest = 64;

/**
 * What one element may hold: as many ids as fit into 8 MiB. One with more takes too long where it is read in one piece.
 */
export const mostValues = 250_000;

export function emptyList(): DomainError {
  // The message is contract B's, to the letter.
  const message = "Tried to import an empty list, please check payload format.";
  return new DomainError("EMPTY_LIST", message, "Send at least one entity.");
}

export function tooDeep(index: number): DomainError {
  const message = `Element ${index} of the list is nested deeper than ${deepest} levels.`;
  return new DomainError("TOO_DEEP", message, "Compare it with the entity's schema.", index);
}

export function elementTooLarge(index: number, limit: number): DomainError {
  const message = `Element ${index} of the list, or what stands before it, is longer than ${limit} bytes.`;
  return new DomainError("RECORD_TOO_LARGE", message, "Look for a quote or a tag that is closed far too late.", index);
}

export function tooManyValues(index: number): DomainError {
  const message = `Element ${index} of the list holds more than ${mostValues} values.`;
  return new DomainError("RECORD_TOO_LARGE", message, "Look for a bracket or a tag that is closed too late.", index);
}

export function tooManyElements(index: number, limit: number): DomainError {
  const message = `The list has more than ${limit} elements; element ${index} is the first too many.`;
  return new DomainError("TOO_MANY_ROWS", message, "Split the list.", index);
}

export function noUsableEntity(key: string): DomainError {
  const message = `Not one element of the list is an object with a usable ${key}.`;
  return new DomainError("NO_USABLE_ENTITY", message, `Give every entity its ${key} as a text that is not blank.`);
}

/** @param place "at element 3", "on line 7" */
export function invalidEncoding(place: string, line: number): DomainError {
  return new DomainError("INVALID_ENCODING", `The list is not UTF-8 ${place}.`, "Send the list as UTF-8.", line);
}
