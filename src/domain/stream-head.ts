/** The beginning of a stream, and the stream from its beginning on. */
export interface StreamHead<Block extends Uint8Array> {
  /** At least as many bytes as were asked for, or all. */
  readonly head: Buffer;
  /** All blocks; to be read once. Where it is not read, the stream has to be closed by the caller. */
  readonly whole: AsyncGenerator<Block>;
}

/** Reads so much of a stream as is needed to judge it. @param bytes how many */
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
