/** The first bytes of a stream, and the whole stream. */
export interface StreamHead<Block extends Uint8Array> {
  /** At least the requested number of bytes, or all if the stream is shorter. */
  readonly head: Buffer;
  /** All blocks, to be read once. If the caller does not read it, the caller has to close the stream. */
  readonly whole: AsyncGenerator<Block>;
}

/**
 * Reads the first bytes of a stream.
 * @param bytes how many at least
 */
export async function streamHead<Block extends Uint8Array>(
  stream: AsyncIterable<Block>,
  bytes: number,
): Promise<StreamHead<Block>> {
  const blocks = stream[Symbol.asyncIterator]();
  const read: Block[] = [];
  for (let size = 0; size < bytes; ) {
    const { done, value } = await blocks.next();
    if (done) break;
    read.push(value);
    size += value.length;
  }
  async function* whole() {
    yield* read;
    yield* { [Symbol.asyncIterator]: () => blocks };
  }
  return { head: Buffer.concat(read), whole: whole() };
}
