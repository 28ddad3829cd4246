import { DomainError } from "../../domain/errors.js";

/** Errors that refuse a list as a whole (section D 12 and 13). `index` is the 1-based index of an element. */

/** The maximum depth of nesting, the list included: far more than any entity has, far less than any stack allows. */
export const deepest = 64;

/**
 * The most values of one element: as many ids as fit into 8 MiB. An element with more takes too long to read in one
 * piece.
 */
export const mostValues = 250_000;

export function emptyList(): DomainError {
  // Contract B prescribes this message literally.
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
