import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { CsvRecord } from "../../src/codecs/csv/csv-row.js";
import { planCsv } from "../../src/codecs/csv/plan-csv.js";
import { readRecordBlocks } from "../../src/codecs/csv/read-records.js";
import { RecordScanner } from "../../src/codecs/csv/record-scanner.js";
import { readRecordWindows } from "../../src/codecs/csv/record-windows.js";
import { entities } from "../../src/domain/entities/index.js";
import { DomainError } from "../../src/domain/errors.js";
import { eventColumns } from "../support/event-file.js";
import { inPieces } from "../support/in-pieces.js";

const limits = { maxRows: 1e6, maxColumns: 100, maxRecordBytes: 1e6 };
const entity = entities.courseGroupInPersonEvent;

const cell = fc.oneof(
  fc.stringMatching(/^[a-z ]{0,8}$/),
  fc.constantFrom('a "literal" quote', ' "x', "", "é", "東京 🎓", "a;b", "a\tb"),
);
const written = fc.oneof(
  cell.map((text) => text.replaceAll(/^"/g, "")),
  fc
    .array(fc.constantFrom("a", ",", ";", "\t", '""', "\n", "\r\n", "\r", "ü", " "), { maxLength: 8 })
    .map((parts) => `"${parts.join("")}"`),
);
/** What csv-parse gives of a record with the option `raw`. */
const rawRecords = z.array(z.object({ raw: z.string(), record: z.array(z.string()) }));
type Raw = z.infer<typeof rawRecords>[number];

const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
const delimiter = fc.constantFrom("," as const, ";" as const, "\t" as const);
const encoding = fc.constantFrom("utf-8" as const, "utf-16le" as const, "utf-16be" as const);

function encoded(text: string, name: "utf-8" | "utf-16le" | "utf-16be"): Buffer {
  if (name === "utf-8") return Buffer.from(text);
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return name === "utf-16le" ? bytes : bytes.swap16();
}

describe("the planner and the record reader", () => {
  test("find the same records as csv-parse does, except for those without a value, each on its physical line and at its bytes", async () => {
    const rows = fc.array(
      fc.tuple(fc.array(written, { minLength: 1, maxLength: 4 }), fc.array(lineEnd, { minLength: 1, maxLength: 3 })),
      {
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        rows,
        delimiter,
        encoding,
        lineEnd,
        fc.integer({ min: 1, max: 40 }),
        async (records, separator, name, end, piece) => {
          const body = records
            .map(([cells, ends]) => cells.map((text) => unambiguous(text, separator)).join(separator) + ends.join(""))
            .join("");
          const text = eventColumns.join(separator) + end + body;
          const content = encoded(text, name);
          const bytes = inPieces(content, piece);
          const parsed: unknown = parse(text, {
            raw: true,
            delimiter: separator,
            record_delimiter: ["\r\n", "\n", "\r"],
            relax_quotes: true,
            relax_column_count: true,
            skip_empty_lines: true,
          }).slice(1);
          const blank = `(?:[ \\t]*|"[ \\t]*")`;
          const isBlank = new RegExp(`^[\\r\\n]*${blank}(?:${separator}${blank})*[\\r\\n]*$`);
          const hasValue = ({ raw }: Raw) => !isBlank.test(raw);
          const expected = rawRecords
            .parse(parsed)
            .filter(hasValue)
            .map(({ record }) => record);

          const plan = await planCsv(entity, bytes, limits);
          expect(plan.layout).toMatchObject({ encoding: name, delimiter: separator });
          expect(plan.rows).toBe(expected.length);
          const found = [];
          for (const chunk of plan.chunks) {
            for await (const block of readRecordBlocks(plan.layout, bytes, chunk)) found.push(...block);
          }
          expect(found.map(({ cells }) => cells)).toEqual(expected);
          for (const record of found) {
            const unit = name === "utf-8" ? 1 : 2;
            const before = content.subarray(name === "utf-8" ? 0 : 2, record.start);
            const lines = new TextDecoder(name, { ignoreBOM: true }).decode(before).split(/\r\n|\n|\r/).length;
            expect(record.line).toBe(lines);
            expect(record.length % unit).toBe(0);
            const alone = { start: record.start, end: record.start + record.length, firstLine: record.line };
            for await (const block of readRecordBlocks(plan.layout, bytes, alone)) {
              for (const again of block) expect(again).toEqual(record);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test("never throw anything but a fault with a code on arbitrary bytes", async () => {
    const bytesAfterHeader = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytesAfterHeader, fc.boolean(), async (tail, withHeader) => {
        const head = withHeader ? `${eventColumns.join(",")}\n` : "";
        const bytes = inPieces(Buffer.concat([Buffer.from(head), Buffer.from(tail)]), 7);
        const plan = await planCsv(entity, bytes, limits).catch((error: unknown) => error);
        if (plan instanceof Error) expect(plan).toBeInstanceOf(DomainError);
      }),
      { numRuns: 500 },
    );
  });
});

/** An unquoted cell must not hold the delimiter; one that starts with a quote would be a quoted one. */
function unambiguous(text: string, separator: string): string {
  return text.startsWith('"') ? text : text.replaceAll(separator, " ");
}

describe("a file with endless empty lines", () => {
  const size = 24 << 20;
  async function* emptyLines(): AsyncGenerator<Buffer> {
    const block = Buffer.alloc(1 << 18, "\n");
    yield Buffer.from("a,b\n");
    for (let at = 0; at < size; at += block.length) yield block;
  }

  test("is read without keeping them", async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    async function* watched(): AsyncGenerator<Buffer> {
      for await (const block of emptyLines()) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield block;
      }
    }
    let count = 0;
    const range = { start: 0, end: size, firstLine: 1 };
    for await (const window of readRecordWindows({ delimiter: "," }, { size, read: watched }, range))
      count += window.count;
    expect(count).toBe(1);
    expect(most).toBeLessThan(16 << 20);
  });

  test("is refused where its lines are more than a line's number can tell", () => {
    const scanner = new RecordScanner(0x2c, { position: 0, line: 1_999_999_999 }, () => undefined);
    scanner.push(Buffer.from("\n"));
    const fault = { code: "TOO_MANY_ROWS", line: 2_000_000_000 };
    expect(() => scanner.push(Buffer.from("\r\n"))).toThrow(expect.objectContaining(fault));
  });
});

describe("encodings", () => {
  const row = (city: string) => `${eventColumns.join(",")}\nz${city}\n`;
  test.each([
    ["UTF-8", Buffer.from(row("ü")), "utf-8", "zü"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${row("ü")}`), "utf-8", "zü"],
    ["UTF-16 little-endian", encoded(row("ü"), "utf-16le"), "utf-16le", "zü"],
    ["UTF-16 big-endian", encoded(row("ü"), "utf-16be"), "utf-16be", "zü"],
    ["Windows-1252", Buffer.from(row("\u0080"), "latin1"), "windows-1252", "z€"],
    ["plain ASCII", Buffer.from(row("u")), "utf-8", "zu"],
  ] as const)("%s is detected and read", async (_, content, encodingName, cellRead) => {
    const bytes = inPieces(content, 3);
    const { layout, chunks } = await planCsv(entity, bytes, limits);
    expect(layout.encoding).toBe(encodingName);
    const records: CsvRecord[] = [];
    for (const chunk of chunks)
      for await (const block of readRecordBlocks(layout, bytes, chunk)) records.push(...block);
    expect(records.map(({ cells }) => cells)).toEqual([[cellRead]]);
  });
});

describe("chunks", () => {
  test("begin and end between records, together cover every row, and know their first line", async () => {
    const line = `"a,\nb",${"x".repeat(997)}\n`;
    const content = Buffer.from(`${eventColumns.join(",")}\n${line.repeat(40_000)}`);
    const plan = await planCsv(entity, inPieces(content, 65_536), limits);
    expect(plan.chunks.length).toBeGreaterThan(1);
    expect(plan.chunks.reduce((sum, { rows }) => sum + rows, 0)).toBe(40_000);
    for (const { start, firstLine } of plan.chunks) {
      expect(content.subarray(start, start + 4).toString()).toBe('"a,\n');
      expect(firstLine).toBe(content.subarray(0, start).toString().split("\n").length);
    }
  });
});
