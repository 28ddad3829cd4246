import { ByteSink } from "../byte-sink.js";

const textOid = 25;
const uuidOid = 2_950;

/** The header of a one-dimensional array without nulls in Postgres's binary form, before its entries. */
function arrayHeader(sink: ByteSink, elementType: number, length: number): void {
  sink.reserve(20);
  for (const word of [1, 0, elementType, length, 1]) sink.int32(word);
}

/** Keys and hashes of the records of a window, as two arrays that Postgres reads without any text in between. */
export class SeenRowsWriter {
  private readonly keys = new ByteSink(1 << 16);
  private readonly hashes = new ByteSink(1 << 16);

  /** @param length how many rows will be added */
  begin(length: number): void {
    arrayHeader(this.keys, textOid, length);
    arrayHeader(this.hashes, uuidOid, length);
  }

  add(bytes: Buffer, keyStart: number, keyEnd: number, words: Int32Array, at: number): void {
    this.keys.reserve(4 + keyEnd - keyStart);
    this.keys.int32(keyEnd - keyStart);
    this.keys.copy(bytes, keyStart, keyEnd);
    this.hashes.reserve(20);
    this.hashes.uuid(words, at);
  }

  take(): { readonly keys: Buffer; readonly hashes: Buffer } {
    return { keys: this.keys.take(), hashes: this.hashes.take() };
  }
}
