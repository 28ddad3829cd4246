import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { AssetBytes } from "../../src/domain/asset-bytes.js";
import { DomainError } from "../../src/domain/errors.js";
import { type PackedFile, unpack } from "../../src/unpacking/unpack.js";
import { inPieces } from "../support/in-pieces.js";
import { workbookFile } from "../support/workbook-file.js";
import { zipFile } from "../support/zip-file.js";

const limits = { maxAssetBytes: 8 << 20, maxRecordBytes: 1 << 20, maxColumns: 1_000 };

async function unpacked(bytes: Uint8Array, file: Partial<PackedFile> = {}) {
  const plain = await unpack(
    {
      ...{ bytes: inPieces(Buffer.from(bytes), 1_000), path: "file", contentType: "application/zip" },
      ...{ member: null, sheet: null, ...file },
    },
    limits,
  );
  if (plain === null) return null;
  let text = "";
  for await (const block of plain.bytes) text += block.toString();
  return { text, contentType: plain.contentType, ...plain.detected() };
}

/** The code of the fault, and its hint. */
async function refusal(bytes: Uint8Array, file: Partial<PackedFile> = {}): Promise<string> {
  const error = await unpacked(bytes, file).catch((fault: unknown) => fault);
  return error instanceof DomainError ? error.code : "no fault";
}

const gzip = { contentType: "application/gzip", path: "events.csv.gz" };

test("a gzip file is what it holds, by its name and its bytes", async () => {
  expect(await unpacked(gzipSync("id,name\n"), gzip)).toMatchObject({
    text: "id,name\n",
    packing: "gzip",
    contentType: "text/csv",
  });
  const list = await unpacked(gzipSync('[{"id":"a"}]'), { ...gzip, path: "list.gz" });
  expect(list?.contentType).toBe("application/json");
  const joined = Buffer.concat([gzipSync("id\n"), gzipSync("a\n")]);
  expect(await unpacked(joined, gzip)).toMatchObject({ text: "id\na\n" });
  const broken = Buffer.concat([gzipSync("id\n"), gzipSync("a\n").fill(0, 0, 1)]);
  expect(await refusal(broken, gzip)).toBe("ARCHIVE_DAMAGED");
});

test("a zip is its only file; of several one has to be named", async () => {
  const one = zipFile([
    { name: "__MACOSX/._events.csv", content: "x" },
    { name: ".DS_Store", content: "x" },
    { name: "export/", content: "" },
    { name: "export/events.csv", content: "id\na\n" },
  ]);
  expect(await unpacked(one)).toMatchObject({ text: "id\na\n", packing: "zip", member: "export/events.csv" });
  const several = zipFile([
    { name: "Größe.csv", content: "id\na\n" },
    { name: "list.xml", content: "<users/>", stored: true },
  ]);
  expect(await refusal(several)).toBe("ARCHIVE_SEVERAL_MEMBERS");
  expect(await unpacked(several, { member: "Größe.csv".normalize("NFD") })).toMatchObject({ text: "id\na\n" });
  expect(await unpacked(several, { member: "list.xml" })).toMatchObject({ contentType: "application/xml" });
  expect(await refusal(several, { member: "other.csv" })).toBe("ARCHIVE_MEMBER_NOT_FOUND");
  expect(await refusal(zipFile([]))).toBe("ARCHIVE_MEMBER_NOT_FOUND");
});

const good = { name: "a.csv", content: "id,name\n1,a\n" };
test.each<[string, Uint8Array, string]>([
  ["an encrypted file", zipFile([{ ...good, flags: 1 }]), "ARCHIVE_ENCRYPTED"],
  ["a zip in a zip", zipFile([{ name: "a.zip", content: zipFile([good]) }]), "ARCHIVE_NESTED"],
  ["a gzip in a zip", zipFile([{ name: "a.csv", content: gzipSync("id\n") }]), "ARCHIVE_NESTED"],
  ["another method", zipFile([{ ...good, method: 9 }]), "UNSUPPORTED_ASSET"],
  ["a wrong CRC", zipFile([{ ...good, crc: 1 }]), "ARCHIVE_DAMAGED"],
  ["a size that is too small", zipFile([{ ...good, size: 3 }]), "ARCHIVE_DAMAGED"],
  ["a size that is too large", zipFile([{ ...good, size: 3_000_000 }]), "ARCHIVE_DAMAGED"],
  ["a stored size that is no packed size", zipFile([{ ...good, stored: true, packedSize: 5 }]), "ARCHIVE_DAMAGED"],
  ["a packed size beyond the file", zipFile([{ ...good, packedSize: 1 << 30 }]), "ARCHIVE_DAMAGED"],
  ["a header somewhere else", zipFile([{ ...good, offset: 3 }]), "ARCHIVE_DAMAGED"],
  ["a header beyond the file", zipFile([{ ...good, offset: 1 << 30 }]), "ARCHIVE_DAMAGED"],
  [
    "bytes that are no deflate",
    zipFile([{ ...good, packed: Buffer.from("\xff\xff\xff\xff", "latin1") }]),
    "ARCHIVE_DAMAGED",
  ],
  ["a path out of the folder", zipFile([{ ...good, name: "../../etc/passwd" }]), "ARCHIVE_DAMAGED"],
  ["an absolute path", zipFile([{ ...good, name: "/etc/passwd" }]), "ARCHIVE_DAMAGED"],
  ["more entries than it has", zipFile([good], 2), "ARCHIVE_DAMAGED"],
  [
    "1,001 entries",
    zipFile(Array.from({ length: 1_001 }, (_, at) => ({ name: `${at}.csv`, content: "" }))),
    "ARCHIVE_TOO_MANY_ENTRIES",
  ],
  ["its end cut off", zipFile([good]).slice(0, -30), "ARCHIVE_DAMAGED"],
  ["only a signature", Buffer.from("PK\x03\x04"), "ARCHIVE_DAMAGED"],
  ["zeros", zipFile([{ name: "a.csv", content: Buffer.alloc(4 << 20) }]), "ARCHIVE_TOO_LARGE"],
  [
    "more than the limit",
    zipFile([{ name: "a.csv", content: Buffer.alloc(9 << 20), stored: true }]),
    "ARCHIVE_TOO_LARGE",
  ],
])("an archive with %s is refused", async (_, bytes, code) => {
  expect(await refusal(bytes)).toBe(code);
});

test("entries that share their bytes are one file each, and each is counted for itself", async () => {
  const shared = zipFile([good, { ...good, name: "b.csv", offset: 0 }]);
  expect(await refusal(shared)).toBe("ARCHIVE_SEVERAL_MEMBERS");
  expect(["ARCHIVE_DAMAGED", "id,name\n1,a\n"]).toContain(
    await unpacked(shared, { member: "b.csv" }).then(
      (plain) => plain?.text,
      () => "ARCHIVE_DAMAGED",
    ),
  );
});

test.each<[string, Buffer, string]>([
  ["cut off", gzipSync("id,name\n".repeat(1_000)).subarray(0, 30), "ARCHIVE_DAMAGED"],
  ["of zeros", gzipSync(Buffer.alloc(4 << 20)), "ARCHIVE_TOO_LARGE"],
  ["of a gzip", gzipSync(gzipSync("id\n")), "ARCHIVE_NESTED"],
  ["of a workbook", gzipSync(workbookFile({ sheets: [{ name: "A", rows: "" }] })), "ARCHIVE_NESTED"],
  ["that is none", Buffer.from("\x1f\x8b no gzip", "latin1"), "ARCHIVE_DAMAGED"],
])("a gzip file %s is refused", async (_, bytes, code) => {
  expect(await refusal(bytes, gzip)).toBe(code);
});

test("text in a declared encoding is read in it, unless its bytes are UTF-8", async () => {
  const file = { contentType: "text/csv; charset=windows-1250", path: "a.csv" };
  const polish = Buffer.from([0x69, 0x64, 0x0a, 0xb9, 0xea, 0x9c, 0x0a]);
  expect(await unpacked(polish, file)).toMatchObject({
    ...{ text: "id\nąęś\n", packing: "charset", charset: "windows-1250", contentType: "text/csv; charset=utf-8" },
  });
  expect(await unpacked(Buffer.from("id\nąęś\n"), file)).toBeNull();
  expect(await unpacked(Buffer.from("id\na\n"), file)).toMatchObject({ text: "id\na\n" });
  expect(await unpacked(Buffer.from("\uFEFFid\n"), file)).toBeNull();
  const cyrillic = { ...file, contentType: "text/csv; charset=windows-1251" };
  expect(await unpacked(Buffer.from([0xef, 0xee, 0xf7, 0xf2, 0xe0]), cyrillic)).toMatchObject({ text: "почта" });
  const escaped = Buffer.from('\x1b$B$"\x1b(B\n', "latin1");
  expect(await unpacked(escaped, { ...file, contentType: "text/csv; charset=iso-2022-jp" })).toMatchObject({
    text: "あ\n",
  });
  const wide = Buffer.from("id\nab\n", "utf16le");
  expect(await unpacked(wide, { ...file, contentType: "text/csv; charset=utf-16le" })).toMatchObject({
    text: "id\nab\n",
  });
  expect(await unpacked(polish, { ...file, contentType: "text/csv; charset=utf-8" })).toBeNull();
  expect(await refusal(polish, { ...file, contentType: "text/csv; charset=klingon" })).toBe("UNSUPPORTED_ASSET");
  const japanese = { ...file, contentType: "text/csv; charset=shift_jis" };
  expect(await refusal(Buffer.from([0x81, 0x00, 0xff]), japanese)).toBe("INVALID_ENCODING");
});

const cell = (place: string, value: string, rest = "") => `<c r="${place}"${rest}><v>${value}</v></c>`;
const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join("")}</row>`;

test("a workbook is its first visible sheet, row for line", async () => {
  const bytes = workbookFile({
    sheets: [
      { name: "Hidden", state: "veryHidden", rows: row(1, text("A1", "secret")) },
      {
        name: "Kurse",
        rows: [
          row(1, cell("A1", "0", ' t="s"'), cell("B1", "1", ' t="s"'), text("D1", "d")),
          row(
            3,
            text("A3", "a,b"),
            text("B3", "say &quot;hi&quot;"),
            `<c r="C3" t="inlineStr"><is><t>two\nlines</t></is></c>`,
          ),
          row(4, cell("B4", "1", ' t="b"'), cell("C4", "#N/A", ' t="e"'), cell("D4", "5", ' t="str"')),
          `<row><c><v>7</v></c><c t="str"><f>A1</f><v>cached</v></c><c><f>SUM(A1)</f></c></row>`,
        ].join(""),
      },
      { name: "Dritte", rows: row(1, text("A1", "third")) },
    ],
    sharedStrings: ["<t>id</t>", "<r><t>na</t></r><r><t>me</t></r><rPh sb='0' eb='1'><t>spoken</t></rPh>"],
  });
  const plain = await unpacked(bytes);
  expect(plain?.text).toBe('id,name,,d\n\n"a,b","say ""hi""","two\nlines",\n,TRUE,,5\n7,cached,,\n');
  expect(plain).toMatchObject({ packing: "xlsx", sheet: "Kurse", sheets: ["Kurse", "Dritte"], dates: 0, formulas: 2 });
  expect(await unpacked(bytes, { sheet: "Dritte" })).toMatchObject({ text: "third\n" });
  expect(await refusal(bytes, { sheet: "Vierte" })).toBe("SPREADSHEET_SHEET_NOT_FOUND");
});

test("a number is what its format shows: an id with zeros, a date, a time, both, or plain digits", async () => {
  const formats = [
    "00000",
    "dd.mm.yyyy",
    "hh:mm",
    "[$-407]d. mmmm yyyy hh:mm;@",
    "[h]:mm",
    "0.00%",
    "#,##0.00 &quot;Tage&quot;",
    "yyyy\\-mm",
    "mmm",
  ];
  const values = ["123", "46508", "0.375", "46508.375", "1.5", "0.5", "1234.5", "46508", "46508"];
  const more = ["9.9121399999999997E+15", "0.30000000000000004", "1E-7", "1E+21", "-5", "59", "1"];
  const rows = row(
    1,
    ...values.map((value, at) => cell(`${"ABCDEFGHI"[at]}1`, value, ` s="${at + 1}"`)),
    ...more.map((value, at) => cell(`${"JKLMNOP"[at]}1`, value, at > 4 ? ' s="2"' : "")),
  );
  const plain = await unpacked(workbookFile({ sheets: [{ name: "A", rows }], formats }));
  expect(plain?.text.trim().split(",")).toEqual([
    ...["00123", "2027-05-01", "09:00:00", "2027-05-01T09:00:00", "1900-01-01T12:00:00", "0.5", "1234.5"],
    ...["2027-05-01", "2027-05-01", "9.91214E+15", "0.3", "0.0000001", "1E+21", "-5"],
    ...["1900-02-28", "1900-01-01"],
  ]);
  const mac = await unpacked(
    workbookFile({
      sheets: [{ name: "A", rows: row(1, cell("A1", "45046", ' s="1"')) }],
      formats: ["d.m.yy"],
      date1904: true,
    }),
  );
  expect(mac).toMatchObject({ text: "2027-05-01\n", dates: 1 });
});

test.each<[string, string, string]>([
  ["rows out of order", row(2) + row(1), "SPREADSHEET_DAMAGED"],
  ["a row beyond the last", row(1_048_577, text("A1048577", "x")), "SPREADSHEET_DAMAGED"],
  ["cells out of order", row(1, text("B1", "x"), text("A1", "x")), "SPREADSHEET_DAMAGED"],
  ["a column beyond the last", row(1, text("XFE1", "x")), "SPREADSHEET_DAMAGED"],
  ["a cell far to the right", row(1, text("XFD1", "x")), "SPREADSHEET_TOO_LARGE"],
  [
    "a cell of many runs",
    row(
      1,
      `<c r="A1" t="inlineStr"><is>${Array.from({ length: 2_000 }, (_, at) => `<t>${randomLetters(600, at)}</t>`).join("")}</is></c>`,
    ),
    "SPREADSHEET_TOO_LARGE",
  ],
  ["a comment of many tags", `<!--${"<".repeat(150_000)}${randomLetters(300_000)}-->`, "SPREADSHEET_TOO_LARGE"],
  ["a string that is not there", row(1, cell("A1", "7", ' t="s"')), "SPREADSHEET_DAMAGED"],
  ["XML that is none", "<row><c></row>", "SPREADSHEET_DAMAGED"],
  ["an entity", "<row><c>&x;</c></row>", "SPREADSHEET_DAMAGED"],
  ["elements in elements", "<x>".repeat(100), "SPREADSHEET_DAMAGED"],
  ["a cell that is too long", row(1, text("A1", randomLetters(400_000))), "SPREADSHEET_TOO_LARGE"],
  [
    "a row that is too long",
    row(1, ...Array.from("ABCDEFG", (column) => text(`${column}1`, randomLetters(200_000)))),
    "SPREADSHEET_TOO_LARGE",
  ],
])("a workbook with %s is refused", async (_, rows, code) => {
  expect(await refusal(workbookFile({ sheets: [{ name: "A", rows }], sharedStrings: ["<t>a</t>"] }))).toBe(code);
});

test("a document type, another document and a workbook without sheets are refused", async () => {
  const parts = (workbook: string) => [
    { name: "[Content_Types].xml", content: "<Types/>" },
    {
      name: "_rels/.rels",
      content: `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="${workbook}"/></Relationships>`,
    },
  ];
  const doctype = zipFile([
    ...parts("xl/workbook.xml"),
    { name: "xl/workbook.xml", content: '<!DOCTYPE a [<!ENTITY b "c">]><a/>' },
  ]);
  expect(await refusal(doctype)).toBe("SPREADSHEET_DAMAGED");
  expect(await refusal(zipFile([...parts("word/document.xml"), { name: "word/document.xml", content: "<a/>" }]))).toBe(
    "UNSUPPORTED_ASSET",
  );
  expect(await refusal(zipFile([...parts("xl/workbook.bin"), { name: "xl/workbook.bin", content: "x" }]))).toBe(
    "UNSUPPORTED_ASSET",
  );
  expect(await refusal(zipFile(parts("xl/workbook.xml")))).toBe("SPREADSHEET_DAMAGED");
  expect(await refusal(workbookFile({ sheets: [{ name: "A", state: "hidden", rows: "" }] }))).toBe(
    "SPREADSHEET_SHEET_NOT_FOUND",
  );
});

test("a long string that every cell names is not written out without end", async () => {
  const long = randomLetters(30_000);
  const rows = Array.from({ length: 3_000 }, (_, at) => row(at + 1, cell(`A${at + 1}`, "0", ' t="s"'))).join("");
  const bytes = workbookFile({ sheets: [{ name: "A", rows }], sharedStrings: [`<t>${long}</t>`] });
  expect(await refusal(bytes)).toBe("ARCHIVE_TOO_LARGE");
});

test("what is shown on a condition does not change what a number is", async () => {
  const rows = row(1, cell("A1", "46508", ' s="1"'));
  const bytes = workbookFile({
    ...{ sheets: [{ name: "A", rows }], formats: ["yyyy-mm-dd"] },
    moreStyles: '<dxfs><dxf><numFmt numFmtId="164" formatCode="0.00"/></dxf></dxfs>',
  });
  expect(await unpacked(bytes)).toMatchObject({ text: "2027-05-01\n" });
});

test("more styles than a workbook can have are refused", async () => {
  const moreStyles = `<cellXfs>${"<xf/>".repeat(70_000)}</cellXfs>`;
  const bytes = workbookFile({ sheets: [{ name: "A", rows: "" }], moreStyles });
  expect(await refusal(bytes)).toBe("SPREADSHEET_TOO_LARGE");
});

test("strings that do not fit into memory are the same in any order of their cells", async () => {
  const strings = Array.from({ length: 40_000 }, (_, at) => `${at}-${randomLetters(500, at)}`);
  const order = strings.map((_, at) => (at * 7_919) % strings.length);
  const rows = order.map((at, place) => row(place + 1, cell(`A${place + 1}`, String(at), ' t="s"'))).join("");
  const bytes = workbookFile({ sheets: [{ name: "A", rows }], sharedStrings: strings.map((t) => `<t>${t}</t>`) });
  const file = { bytes: inPieces(Buffer.from(bytes), 1 << 16), path: "a", contentType: "application/zip" };
  const plain = await unpack({ ...file, member: null, sheet: null }, { ...limits, maxAssetBytes: 64 << 20 });
  let csv = "";
  for await (const block of plain?.bytes ?? []) csv += block.toString();
  expect(csv === `${order.map((at) => strings[at]).join("\n")}\n`).toBe(true);
});

/** Bytes whose reads are counted while they are open, and can end with a fault. */
function watched(content: Buffer, fault: { at: number; error: Error } | null = null) {
  const open = { reads: 0 };
  const inner = inPieces(content, 1_000);
  const bytes: AssetBytes = {
    size: inner.size,
    async *read(range) {
      open.reads++;
      let read = range?.start ?? 0;
      try {
        for await (const block of inner.read(range)) {
          read += block.length;
          if (fault && read > fault.at && read - block.length > 0) throw fault.error;
          yield block;
        }
      } finally {
        open.reads--;
      }
    },
  };
  return { bytes, open };
}

const large = Buffer.from(randomLetters(400_000));

test.each([
  ["zip", Buffer.from(zipFile([{ name: "a.csv", content: large }]))],
  ["gzip", gzipSync(large)],
])("a fault of the store in the middle of a %s is the reader's, and closes the file", async (packing, packed) => {
  const error = new Error("the store is away");
  const { bytes, open } = watched(packed, { at: 150_000, error });
  const file = { path: "a", contentType: `application/${packing}`, member: null, sheet: null };
  const read = async () => {
    const plain = await unpack({ ...file, bytes }, limits);
    for await (const _ of plain?.bytes ?? []);
  };
  await expect(read()).rejects.toBe(error);
  await expect.poll(() => open.reads).toBe(0);
});

test("a file whose bytes are not wanted is closed, packed or not", async () => {
  const file = { path: "a", member: null, sheet: null };
  const nestedGzip = watched(gzipSync(gzipSync(large)));
  await expect(unpack({ ...file, bytes: nestedGzip.bytes, contentType: gzip.contentType }, limits)).rejects.toThrow();
  const { bytes, open } = watched(gzipSync(large));
  const plain = await unpack({ ...file, bytes, contentType: gzip.contentType }, limits);
  expect(open.reads).toBe(1);
  await plain?.close();
  await expect.poll(() => open.reads + nestedGzip.open.reads).toBe(0);
});

test.each<[string, Buffer, string]>([
  ["in another encoding", Buffer.from(`${"x".repeat(400_000)}\xb9`, "latin1"), "text/csv; charset=windows-1250"],
  ["of cells", Buffer.from(longSheet()), "application/zip"],
])("a file %s of which only the beginning is read is closed", async (_, content, contentType) => {
  const { bytes, open } = watched(content);
  const plain = await unpack({ bytes, path: "a", member: null, sheet: null, contentType }, limits);
  await plain?.bytes[Symbol.asyncIterator]().next();
  expect(open.reads).toBe(1);
  await plain?.close();
  await expect.poll(() => open.reads).toBe(0);
});

function longSheet(): Uint8Array {
  const rows = Array.from({ length: 4_000 }, (_, at) => row(at + 1, text(`A${at + 1}`, randomLetters(200, at))));
  return workbookFile({ sheets: [{ name: "A", rows: rows.join("") }] });
}

/** Letters that no compression makes two hundred times smaller. */
function randomLetters(length: number, from = 0): string {
  let [text, seed] = ["", from + 1];
  for (let at = 0; at < length; at++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    text += String.fromCharCode(0x61 + ((seed >> 16) % 26));
  }
  return text;
}
