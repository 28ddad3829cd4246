/** A failure of the embedded servers. Its message is complete: what is wrong, and what to do about it. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}
