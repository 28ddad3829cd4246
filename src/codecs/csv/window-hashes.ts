import type { CsvLayout } from "../../domain/file-layout.js";
import { ByteSink } from "../byte-sink.js";
import { fate } from "../codec.js";
import { hashBytes, hashSeed } from "../record-hash.js";
import type { RecordWindow } from "./record-windows.js";

/** The source hashes of the records of a window, four words each. Each window overwrites them. */
export class WindowHashes {
  words = new Int32Array(0);
  private readonly seed;
  private readonly text = new ByteSink(64);

  /** @param meaning everything except the layout that a record's meaning depends on */
  constructor(meaning: readonly unknown[], layout: CsvLayout) {
    const { names, header, delimiter, encoding, mapping, deleteAt } = layout;
    this.seed = hashSeed([meaning, names, header, delimiter, encoding, mapping, deleteAt]);
  }

  /** @param fates of the window's records, of which skipped records need no hash; null: all records need a hash */
  take({ bytes, count, starts, ends }: RecordWindow, fates: Uint8Array | null = null): void {
    if (this.words.length < count * 4) this.words = new Int32Array(count * 8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let row = 0; row < count; row++) {
      if (fates?.[row] === fate.skip) continue;
      hashBytes(view, starts[row] ?? 0, ends[row] ?? 0, this.seed, this.words, row * 4);
    }
  }

  /** Returns a record's hash in 32 hexadecimal digits. */
  textOf(row: number): string {
    this.text.reserve(32);
    this.text.hex(this.words, row * 4);
    return this.text.take().toString("latin1");
  }
}
