import { DomainError } from "../domain/errors.js";

export function notAllowed(): DomainError {
  const hint =
    "Sources are on public addresses; the operator lists other networks in BULKHEAD_ALLOW_SOURCES, such as 10.20.0.0/16.";
  return new DomainError("SOURCE_NOT_ALLOWED", "The source's host has no address that may be connected to.", hint);
}

/** @param message a whole sentence that quotes nothing from the server */
export function badRedirect(message: string): DomainError {
  return new DomainError("SOURCE_NOT_ALLOWED", message, "Name the address where the file itself is.");
}

/** @param answer what the server said, as a code */
export function notThere(answer: string): DomainError {
  const hint = "Compare the address with the one that a browser or client uses; the file may not be there yet.";
  return new DomainError("SOURCE_NOT_FOUND", `The source's server has no such file (${answer}).`, hint);
}

/** @param answer what the server said, as a code */
export function denied(answer: string): DomainError {
  const hint = "Check the credential, and what it may read, then store it again with PUT /api/credentials/{name}.";
  return new DomainError("SOURCE_DENIED", `The source's server refuses access (${answer}).`, hint);
}

/** @param reason why the server is not trusted */
export function untrusted(reason: string): DomainError {
  const hint =
    "Ask the people who run the server whether its certificate or host key has changed; then store the credential with the new one.";
  return new DomainError("SOURCE_UNTRUSTED", `The source's server is not trusted: ${reason}.`, hint);
}

/** @param reason what happened, as a code or a short phrase of Bulkhead's */
export function unavailable(reason: string): DomainError {
  const hint = "Wait until the server gives the file again, then send POST /api/jobs/{id}/retry.";
  return new DomainError("SOURCE_UNAVAILABLE", `The source's server does not give the file: ${reason}.`, hint);
}

export function tooSlow(seconds: number): DomainError {
  const hint = "Let the server compress the file, or let the operator raise BULKHEAD_SOURCE_SECONDS.";
  return new DomainError("SOURCE_TOO_SLOW", `The download took longer than ${seconds} s.`, hint);
}

/** Returns the fault of an HTTP status; null if the answer is the file. */
export function statusFault(status: number): DomainError | null {
  if (status === 200) return null;
  const answer = `HTTP status ${status}`;
  if (status === 401 || status === 403 || status === 407) return denied(answer);
  if (status === 404 || status === 410) return notThere(answer);
  return unavailable(answer);
}

/** Node's codes for a certificate that it does not accept. */
const certificateFault =
  /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER|DECRYPT|DECODE)|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE))/;

/** Returns the fault of a connection, by Node's error code. */
export function connectionFault(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (certificateFault.test(code)) return untrusted(`its certificate is not accepted (${code})`);
  return unavailable(/^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "the connection broke");
}
