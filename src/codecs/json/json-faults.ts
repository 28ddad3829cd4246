import { DomainError } from "../../domain/errors.js";

export function invalidJson(index: number): DomainError {
  const message = `The list is not valid JSON at element ${index}.`;
  return new DomainError("INVALID_JSON", message, "Send one complete list in JSON: [ {…}, {…} ].", index);
}

export function notAList(): DomainError {
  return new DomainError("NOT_A_LIST", "The JSON is not a list.", "Send a list, also of one entity: [ {…} ].");
}
