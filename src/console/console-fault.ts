import { DomainError } from "../domain/errors.js";

/** A fault of a form or an address of the console: its message and hint are in the reader's language. */
export class ConsoleFault extends DomainError {}
