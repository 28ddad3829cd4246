import { DomainError } from "../../domain/errors.js";

export function invalidXml(line: number): DomainError {
  const message = `The list is not well-formed XML on line ${line}.`;
  return new DomainError("INVALID_XML", message, "Send one complete XML document.", line);
}

export function doctypeRefused(line: number): DomainError {
  const message = "The XML has a DOCTYPE.";
  return new DomainError("DOCTYPE_REFUSED", message, "Leave the document type out; nothing here needs it.", line);
}

export function wrongRoot(list: string, line: number): DomainError {
  const message = `The root element on line ${line} is not <${list}>.`;
  return new DomainError("NOT_A_LIST", message, `Send <${list}>, with one element for each entity.`, line);
}

export function textInList(list: string, line: number): DomainError {
  const message = `On line ${line}, text stands between the elements of <${list}>.`;
  return new DomainError("NOT_A_LIST", message, `<${list}> may contain only elements.`, line);
}

export function otherEncoding(): DomainError {
  const message = "The XML declares another encoding than UTF-8.";
  return new DomainError("INVALID_ENCODING", message, "Send the list as UTF-8, and declare it so or not at all.", 1);
}
