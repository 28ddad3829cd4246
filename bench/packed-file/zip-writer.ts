import { once } from "node:events";
import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw, type DeflateRaw } from "node:zlib";

/** A file of a zip that is deflated into a file of its own while it is written. */
export class ZipPart {
  private size = 0;
  private sum = 0;
  private packedSize = 0;
  private readonly deflate: DeflateRaw = createDeflateRaw({ level: 1 });
  private readonly written: Promise<void>;

  constructor(
    readonly name: string,
    private readonly path: string,
  ) {
    const target = createWriteStream(path);
    this.written = pipeline(this.deflate, target).then(() => {
      this.packedSize = target.bytesWritten;
    });
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.size += bytes.length;
    this.sum = crc32(bytes, this.sum);
    if (!this.deflate.write(bytes)) await once(this.deflate, "drain");
  }

  async end(): Promise<void> {
    this.deflate.end();
    await this.written;
  }

  /** The fields that the local header and the directory share. */
  fields(): Buffer {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(this.sum, 10);
    fields.writeUInt32LE(this.packedSize, 14);
    fields.writeUInt32LE(this.size, 18);
    fields.writeUInt16LE(Buffer.byteLength(this.name), 22);
    return fields;
  }

  async moveTo(target: WriteStream): Promise<void> {
    for await (const block of createReadStream(this.path)) if (!target.write(block)) await once(target, "drain");
    await rm(this.path);
  }
}

/** Puts parts that have ended together as a zip, without Zip64. */
export async function writeZip(path: string, parts: readonly ZipPart[]): Promise<void> {
  const target = createWriteStream(path);
  const centrals: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const [fields, name] = [part.fields(), Buffer.from(part.name)];
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, place, name]));
    target.write(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, name]));
    await part.moveTo(target);
    at += 30 + name.length + fields.readUInt32LE(14);
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  target.end(Buffer.concat([directory, end]));
  await once(target, "finish");
}
