import { readFile, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { createDeflateRaw, deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { workbookFile } from "../support/workbook-file.js";
import { type ZipEntry, zipFile } from "../support/zip-file.js";

/**
 * Files that are made to fill a disk or a memory end their job at once, and the worker goes on with little more than it
 * had.
 */
const mostMegabytes = 50;
const mostSeconds = 20;

let bulkhead: TestBulkhead;
let worker: RoleProcess;
const table: string[] = [];
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  worker = await startRole("worker", bulkhead.env);
  // The first import of a process loads what all use.
  await bulkhead.import("id,name\nwarm,Up\n", { entity: "organization" });
});
afterAll(async () => {
  process.stdout.write(["| bomb | answer | s | MB over idle |", "|---|---|--:|--:|", ...table, ""].join("\n"));
  await worker?.kill();
  await bulkhead?.stop();
});

/** The memory of the worker in megabytes: as it is, and the most since that was last forgotten. */
async function memory(): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${worker.child.pid}/status`, "utf8");
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024;
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

const gigabyte = deflateRawSync(Buffer.alloc(1 << 30));

/** A thousand gzip members of a gigabyte each, as a stream. */
function terabyte(): ReadableStream<Uint8Array> {
  const member = gzipSync(Buffer.alloc(1 << 30));
  let left = 1_000;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(Uint8Array.from(member));
      if (--left === 0) controller.close();
    },
  });
}

/** Entries that all have the same bytes: each says that its header lies where the first one's is. */
function overlapping(): Uint8Array<ArrayBuffer> {
  const first = { name: "000.csv", content: "", packed: gigabyte, size: 1 << 30, crc: 0 };
  const others = Array.from({ length: 999 }, (_, at): ZipEntry => {
    return {
      ...first,
      name: `${String(at + 1).padStart(3, "0")}.csv`,
      packed: new Uint8Array(),
      packedSize: gigabyte.length,
      offset: 0,
    };
  });
  return zipFile([first, ...others]);
}

/** A directory of a million entries; the end says so in Zip64's way. */
function million(): Uint8Array<ArrayBuffer> {
  const entry = Buffer.alloc(47);
  entry.write("PK\x01\x02", 0, "latin1");
  entry.writeUInt16LE(1, 28);
  entry.write("a", 46);
  const directory = Buffer.concat(Array.from({ length: 1_000_000 }, () => entry));
  const end64 = Buffer.alloc(56);
  end64.write("PK\x06\x06", 0, "latin1");
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(1_000_000n, 24);
  end64.writeBigUInt64LE(1_000_000n, 32);
  end64.writeBigUInt64LE(BigInt(directory.length), 40);
  end64.writeBigUInt64LE(4n, 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", 0, "latin1");
  locator.writeBigUInt64LE(BigInt(4 + directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(0, 20);
  end.writeUInt32LE(0, 4);
  return Uint8Array.from(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), directory, end64, locator, end]));
}

/** A workbook whose only shared string has so many letters. */
async function longString(of: "4 GB of one letter" | "64 MB of many"): Promise<Uint8Array<ArrayBuffer>> {
  const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';
  const book = workbookFile({ sheets: [{ name: "A", rows }], sharedStrings: [] });
  const name = "xl/sharedStrings.xml";
  if (of === "64 MB of many")
    return replaced(book, { name, content: `<sst><si><t>${randomHex(64 << 20)}</t></si></sst>` });
  const megabyte = Buffer.alloc(1 << 20, "a");
  async function* letters() {
    yield Buffer.from("<sst><si><t>");
    for (let sent = 0; sent < 4_000; sent++) yield megabyte;
  }
  const packed = Buffer.concat(
    await Readable.from(letters())
      .pipe(createDeflateRaw({ level: 1 }))
      .toArray(),
  );
  return replaced(book, { name, content: "", packed, size: 4_000 * megabyte.length + 12, crc: 0 });
}

function randomHex(length: number): string {
  const bytes = Buffer.alloc(length / 2);
  for (let at = 0, seed = 1; at < bytes.length; at++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    bytes[at] = seed >> 16;
  }
  return bytes.toString("hex");
}

/** A workbook's own files beside another part; the last of two entries of one name counts. */
function replaced(book: Uint8Array<ArrayBuffer>, part: ZipEntry): Uint8Array<ArrayBuffer> {
  const names = [
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
  ];
  return zipFile([...names.map((name) => partOf(book, name)), part]);
}

/** A part that was deflated, by its local header. */
function partOf(book: Uint8Array<ArrayBuffer>, name: string): ZipEntry {
  const bytes = Buffer.from(book);
  for (let at = 0; bytes.toString("latin1", at, at + 4) === "PK\x03\x04"; ) {
    const [crc, packedSize, size] = [
      bytes.readUInt32LE(at + 14),
      bytes.readUInt32LE(at + 18),
      bytes.readUInt32LE(at + 22),
    ];
    const start = at + 30 + bytes.readUInt16LE(at + 26);
    if (bytes.toString("utf8", at + 30, start) === name) {
      return { name, content: "", packed: bytes.subarray(start, start + packedSize), crc, size };
    }
    at = start + packedSize;
  }
  throw new Error(`no part ${name}`);
}

test.each<
  [
    string,
    () => Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | Promise<Uint8Array<ArrayBuffer>>,
    string,
    object?,
  ]
>([
  ["a gzip of 1 TB of zeros", terabyte, "ARCHIVE_TOO_LARGE"],
  [
    "a zip of 1 GB of zeros",
    () => zipFile([{ name: "a.csv", content: "", packed: gigabyte, size: 1 << 30, crc: 0 }]),
    "ARCHIVE_TOO_LARGE",
  ],
  ["a zip of zips of zips", () => nestedZips(5), "ARCHIVE_NESTED"],
  ["1,000 entries that share 1 GB of zeros", overlapping, "ARCHIVE_SEVERAL_MEMBERS"],
  ["one of those entries", overlapping, "ARCHIVE_TOO_LARGE|ARCHIVE_DAMAGED", { member: "500.csv" }],
  [
    "a size of 10 bytes that is 1 GB",
    () => zipFile([{ name: "a.csv", content: "", packed: gigabyte, size: 10, crc: 0 }]),
    "ARCHIVE_TOO_LARGE",
  ],
  ["1,000,000 entries", million, "ARCHIVE_TOO_MANY_ENTRIES"],
  [
    "a workbook with a shared string of 4 GB",
    () => longString("4 GB of one letter"),
    "ARCHIVE_TOO_LARGE|SPREADSHEET_TOO_LARGE",
  ],
  [
    "a workbook with a shared string of 64 MB that hardly compresses",
    () => longString("64 MB of many"),
    "SPREADSHEET_TOO_LARGE",
  ],
])(
  "%s ends with its code, soon, and in little memory",
  async (name, make, code, options) => {
    const asset = `bombs/${crypto.randomUUID()}`;
    const put = await fetch(`${bulkhead.url}/api/assets/${asset}`, {
      ...{ method: "PUT", headers: { Authorization: `Bearer ${bulkhead.key}` } },
      ...{ body: await make(), duplex: "half" },
    } as RequestInit);
    expect(put.status).toBe(201);
    const { now: idle } = await memory();
    await writeFile(`/proc/${worker.child.pid}/clear_refs`, "5");
    const began = Date.now();
    const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", {
      json: { entity: "organization", asset, ...options },
      headers: { Prefer: "wait=60" },
    });
    const job = await bulkhead.jobEnd(body.id);
    const seconds = (Date.now() - began) / 1_000;
    const over = (await memory()).peak - idle;
    table.push(`| ${name} | ${job.error?.code} | ${seconds.toFixed(2)} | ${over.toFixed(0)} |`);
    expect(job.error?.code).toMatch(new RegExp(`^(?:${code})$`));
    expect(seconds).toBeLessThan(mostSeconds);
    expect(over).toBeLessThan(mostMegabytes);
    await bulkhead.call("DELETE", `/api/assets/${asset}`);
  },
  180_000,
);

function nestedZips(depth: number): Uint8Array<ArrayBuffer> {
  let bytes = zipFile([{ name: "a.csv", content: "", packed: gigabyte, size: 1 << 30, crc: 0 }]);
  for (let level = 0; level < depth; level++) bytes = zipFile([{ name: `${level}.zip`, content: bytes }]);
  return bytes;
}
