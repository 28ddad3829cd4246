/** A failure of the embedded servers. Its message stands alone: what is wrong, and what to do about it. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}
