import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileRecord } from "../../src/codecs/codec.js";
import { codecFor } from "../../src/codecs/index.js";
import { entities } from "../../src/domain/entities/index.js";
import type { Entity } from "../../src/domain/entity.js";
import { DomainError } from "../../src/domain/errors.js";
import { inPieces } from "../support/in-pieces.js";
import { faultOf, issuesOf, recordsOf } from "../support/list-file.js";

const codec = codecFor("application/json");
const limits = { maxRows: 1e6, maxColumns: 100, maxRecordBytes: 1e6 };
const { user, group } = entities;

const plan = (content: string | Buffer, entity: Entity = user, piece = 64) =>
  codec.plan(entity, inPieces(Buffer.from(content), piece), limits);
const refusal = (content: string | Buffer, piece = 64) => faultOf(plan(content, user, piece));
const issues = (content: string, entity: Entity = user) => issuesOf(codec, entity, Buffer.from(content), limits);
const records = (content: string, entity: Entity = user) => recordsOf(codec, entity, Buffer.from(content), limits);

const blank = fc
  .array(fc.constantFrom(" ", "\n", "\r\n", "\t"), { maxLength: 3 })
  .map((characters) => characters.join(""));

/** JSON of a value with white space wherever it may stand, and characters escaped or not. */
function written(value: unknown): fc.Arbitrary<string> {
  return fc.tuple(fc.infiniteStream(blank), fc.infiniteStream(fc.boolean())).map(([blanks, escapes]) => {
    const space = () => blanks.next().value;
    const text = (string: string) =>
      JSON.stringify(string).replace(/[^ -~]/gu, (character) =>
        escapes.next().value
          ? [...Array(character.length).keys()]
              .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
              .join("")
          : character,
      );
    const write = (part: unknown): string => {
      if (Array.isArray(part)) return `${space()}[${part.map(write).join(",") || space()}]${space()}`;
      if (typeof part === "object" && part !== null) {
        const members = Object.entries(part).map(([name, item]) => `${space()}${text(name)}${space()}:${write(item)}`);
        return `${space()}{${members.join(",") || space()}}${space()}`;
      }
      return `${space()}${typeof part === "string" ? text(part) : JSON.stringify(part)}${space()}`;
    };
    return write(value);
  });
}

const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom('a "quoted" word', "\\", '\\"', "[{", "}],", "a:b", "東京 🎓", "\u2028", "ü"),
);
const anything = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" });
const element = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      { id: word, firstName: word, 'a "b": {': anything, campusManagementRoles: fc.array(word) },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: anything },
);
const list = fc.array(element, { maxLength: 8 }).map((elements) => [{ id: "user_1" }, ...elements]);

describe("a JSON list", () => {
  test("gives the elements that JSON.parse gives, each with its index and exactly its bytes", async () => {
    const listWritten = list.chain((elements) => fc.tuple(fc.constant(elements), written(elements), fc.boolean()));
    await fc.assert(
      fc.asyncProperty(listWritten, fc.integer({ min: 1, max: 40 }), async ([elements, text, marked], piece) => {
        const content = Buffer.from(marked ? `\ufeff${text}` : text);
        const bytes = inPieces(content, piece);
        const { rows, layout, chunks } = await codec.plan(user, bytes, limits);
        expect(rows).toBe(elements.length);
        const found: FileRecord[] = [];
        for (const chunk of chunks) {
          for await (const record of codec.records({ entity: user, layout }, bytes, chunk)) found.push(record);
        }
        expect(found.map(({ line }) => line)).toEqual(elements.map((_, at) => at + 1));
        const texts = found.map(({ start, length }) => content.subarray(start, start + length).toString());
        expect(texts.map((json): unknown => JSON.parse(json))).toEqual(JSON.parse(text));
        expect(texts.map((json) => json.trim())).toEqual(texts);
        for (const record of found) {
          const range = { start: record.start, end: record.start + record.length, firstLine: record.line };
          const again = [];
          for await (const one of codec.records({ entity: user, layout }, bytes, range)) again.push(one);
          expect(again.map(({ line, start, length }) => ({ line, start, length }))).toEqual([
            { line: record.line, start: record.start, length: record.length },
          ]);
          expect(again.map((one) => one.raw())).toEqual([record.raw()]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("never throws anything but a fault with a code on arbitrary bytes", async () => {
    const soup = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
      fc
        .array(
          fc.constantFrom("[", "]", "{", "}", ",", ":", '"', "\\", "1", "null", " ", '{"id":"a"}', "\u00fc", "\0"),
          { maxLength: 20 },
        )
        .map((parts) => Buffer.from(parts.join(""))),
    );
    await fc.assert(
      fc.asyncProperty(soup, fc.boolean(), async (tail, inList) => {
        const content = Buffer.concat([Buffer.from(inList ? '[{"id":"a"},' : ""), tail]);
        const found = await plan(content, user, 3).catch((error: unknown) => error);
        const parsed = parsedOrNull(content);
        if (!(found instanceof Error)) expect(found).toMatchObject({ rows: parsed?.length });
        else {
          expect(found).toBeInstanceOf(DomainError);
          if (inList) expect(parsed).toBeNull();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("cut off at any byte is never accepted", async () => {
    const whole = Buffer.from('\ufeff [ {"id":"us\\"er_ü","firstName":"A"} , {"id":"b"} , 12 , "x" ] ');
    expect((await plan(whole)).rows).toBe(4);
    for (let end = 0; end < whole.length - 1; end++) {
      for (const piece of [1, 64]) {
        const { code } = await refusal(whole.subarray(0, end), piece);
        expect(["INVALID_JSON", "EMPTY_LIST", "INVALID_ENCODING"]).toContain(code);
      }
    }
  });
});

/** What the platform makes of the bytes, where they are a list in UTF-8. */
function parsedOrNull(content: Buffer): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const good = '{"id":"a","firstName":"A","lastName":"B"}';

describe("a hostile list", () => {
  test.each<[string, string | Buffer, string, number | null]>([
    ["an empty file", "", "EMPTY_LIST", null],
    ["a file of white space", " \n\t ", "EMPTY_LIST", null],
    ["a mark alone", "\ufeff", "EMPTY_LIST", null],
    ["an empty list", " [ ] ", "EMPTY_LIST", null],
    ["an object", good, "NOT_A_LIST", null],
    ["a text", '"list"', "NOT_A_LIST", null],
    ["null", "null", "NOT_A_LIST", null],
    ["XML", "<users/>", "INVALID_JSON", 1],
    ["something behind the list", `[${good}] x`, "INVALID_JSON", 2],
    ["a second list", `[${good}][]`, "INVALID_JSON", 2],
    ["something behind an empty list", "[] ]", "INVALID_JSON", 1],
    ["a comma at the end", `[${good},]`, "INVALID_JSON", 2],
    ["two commas", `[${good},,${good}]`, "INVALID_JSON", 2],
    ["no comma", `[${good} ${good}]`, "INVALID_JSON", 2],
    ["a comma at the start", `[,${good}]`, "INVALID_JSON", 1],
    ["a list that is not closed", `[${good}`, "INVALID_JSON", 2],
    ["an element that is not closed", `[${good},{"id":"b"`, "INVALID_JSON", 2],
    ["brackets that do not match", `[${good},{"id":[1}}]`, "INVALID_JSON", 2],
    ["a malformed element, before another fault", `[${good},{"id" "b"},,]`, "INVALID_JSON", 2],
    ["a bare word", `[${good},user]`, "INVALID_JSON", 2],
    ["a number with a zero in front", `[${good},01]`, "INVALID_JSON", 2],
    ["a line end in a text", `[{"id":"a\nb"}]`, "INVALID_JSON", 1],
    ["a NUL between elements", `[${good},\0${good}]`, "INVALID_JSON", 2],
    ["a second mark", `\ufeff\ufeff[${good}]`, "INVALID_JSON", 1],
    ["bytes that are no UTF-8", Buffer.from(`[${good},{"id":"\xfc"}]`, "latin1"), "INVALID_ENCODING", 2],
    ["half a character at the end", Buffer.from(`[${good}] \xc3`, "latin1"), "INVALID_ENCODING", 2],
    ["UTF-16", Buffer.from(`\ufeff[${good}]`, "utf16le"), "INVALID_ENCODING", 1],
    ["5,000 levels", `[${good},${"[".repeat(5_000)}`, "TOO_DEEP", 2],
    ["1,000,000 levels", `[${good},${'{"a":'.repeat(1_000_000)}`, "TOO_DEEP", 2],
    ["an element over the limit", `[${good},"${"x".repeat(1_000_000)}"]`, "RECORD_TOO_LARGE", 2],
    ["an element of too many values", `[${good},{"id":"b","x":[${"0,".repeat(250_001)}0]}]`, "RECORD_TOO_LARGE", 2],
    ["a text that never closes", `[${good},"${"x".repeat(2_000_000)}`, "RECORD_TOO_LARGE", 2],
    ["no object at all", '[1,"a",null,[{"id":"a"}]]', "NO_USABLE_ENTITY", null],
    ["no id that is a text", '[{"id":1},{"ID":"a"},{},{"id":null}]', "NO_USABLE_ENTITY", null],
    [
      "no id that can be kept",
      `[{"id":"  "},{"id":"${"x".repeat(256)}"},{"id":"\\u0000"},{"id":"\\ud800"}]`,
      "NO_USABLE_ENTITY",
      null,
    ],
    ["an id on the prototype", '[{"__proto__":{"id":"a"}}]', "NO_USABLE_ENTITY", null],
  ])("%s is refused", async (_, content, code, line) => {
    for (const piece of [1_013, 65_536]) expect(await refusal(content, piece)).toMatchObject({ code, line });
    if (content.length < 500) expect(await refusal(content, 1)).toMatchObject({ code, line });
  });

  test("more elements than the limit are refused", async () => {
    const bytes = inPieces(Buffer.from(`[${good},${good},${good}]`), 9);
    expect(await faultOf(codec.plan(user, bytes, { ...limits, maxRows: 2 }))).toMatchObject({
      code: "TOO_MANY_ROWS",
      line: 3,
    });
  });

  test("64 levels are read, 65 are not", async () => {
    const nested = (levels: number) => `[${good},${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}]`;
    expect(await plan(nested(64))).toMatchObject({ rows: 2 });
    expect(await refusal(nested(65))).toMatchObject({ code: "TOO_DEEP" });
  });

  test("an empty list is refused in the words of the contract", async () => {
    expect((await refusal("[]")).message).toBe("Tried to import an empty list, please check payload format.");
  });

  test("no message quotes the file", async () => {
    const { message, hint } = await refusal(`[${good},{"id":"secret"secret}]`);
    expect(message + hint).not.toContain("secret");
  });
});

describe("an element", () => {
  test.each<[string, string, string | null, string, string | null]>([
    ["that is a number", "1", null, "NOT_AN_OBJECT", null],
    ["that is a list", "[]", null, "NOT_AN_OBJECT", null],
    ["that is null", "null", null, "NOT_AN_OBJECT", null],
    [
      "with a property twice",
      '{"id":"b","firstName":"A","firstName":"B","lastName":"C"}',
      null,
      "DUPLICATE_PROPERTY",
      null,
    ],
    ["with one twice under an escape", '{"id":"b","\\u0069d":"c"}', null, "DUPLICATE_PROPERTY", null],
    [
      "with one twice in a nested object",
      '{"id":"b","firstName":"A","lastName":"B","x":[{"a:":1,"a:":2}]}',
      null,
      "DUPLICATE_PROPERTY",
      null,
    ],
    ["with __proto__ twice", '{"id":"b","__proto__":1,"__proto__":2}', null, "DUPLICATE_PROPERTY", null],
    [
      "with a number as id",
      '{"id":12345678901234567891,"firstName":"A","lastName":"B"}',
      "id",
      "INVALID_TYPE",
      "12345678901234567891",
    ],
    ["with a number where text belongs", '{"id":"b","firstName":1,"lastName":"B"}', "firstName", "INVALID_TYPE", "1"],
    [
      "with an object where text belongs",
      '{"id":"b","firstName":{"a":1},"lastName":"B"}',
      "firstName",
      "INVALID_TYPE",
      '{"a":1}',
    ],
    [
      "with a text where a list belongs",
      '{"id":"b","firstName":"A","lastName":"B","campusManagementRoles":"x"}',
      "campusManagementRoles",
      "INVALID_TYPE",
      "x",
    ],
    [
      "with half a surrogate pair",
      '{"id":"b","firstName":"\\ud800","lastName":"B"}',
      "firstName",
      "INVALID_TEXT",
      "\ufffd",
    ],
    ["with a NUL", '{"id":"b","firstName":"a\\u0000","lastName":"B"}', "firstName", "INVALID_TEXT", "a\ufffd"],
    [
      "with a NUL in a list",
      '{"id":"b","firstName":"A","lastName":"B","campusManagementRoles":["\\u0000"]}',
      "campusManagementRoles",
      "INVALID_TEXT",
      '["\\u0000"]',
    ],
    [
      "with a NUL in a nested text",
      '{"id":"b","firstName":"A","lastName":"B","passwordOrHash":"p","passwordPreHashing":{"algorithm":"a","saltMode":"\\u0000"}}',
      "passwordPreHashing",
      "INVALID_PRE_HASHING",
      "***",
    ],
    [
      "that inherits what is required",
      '{"id":"b","firstName":"A","__proto__":{"lastName":"B"}}',
      "lastName",
      "REQUIRED",
      null,
    ],
    [
      "with a secret of the wrong type",
      '{"id":"b","firstName":"A","lastName":"B","passwordOrHash":5}',
      "passwordOrHash",
      "INVALID_TYPE",
      "***",
    ],
  ])("%s is an issue of its row", async (_, json, column, code, value) => {
    const found = await issues(`[${good},${json}]`);
    expect(found).toEqual([expect.objectContaining({ line: 2, column, code, value })]);
  });

  test("whose id no database keeps is staged without a key, so that it is no duplicate", async () => {
    const bytes = inPieces(Buffer.from(`[${good},{"id":"\\ud800"},{"id":"\\u0000"},{"id":"b"}]`), 64);
    const { layout, chunks } = await codec.plan(user, bytes, limits);
    const keys: unknown[] = [];
    for (const chunk of chunks) {
      const context = {
        jobId: "j",
        entity: user,
        layout,
        chunk,
        fingerprint: () => "print",
        meaning: [],
        fates: null,
        tuples: null,
      };
      const idAt = codec.columns(context).rows.indexOf("id");
      for await (const { rows } of codec.stage(context, bytes)) {
        for (const cells of parse(rows)) keys.push(cells[idAt]);
      }
    }
    expect(keys).toEqual(["a", "", "", "b"]);
  });

  test("keeps every digit of its numbers for people, and stores none that was rounded", async () => {
    const [, raw] = await records(
      `[{"id":"a"},{"id":9007199254740993,"name":"n","capacity":1e400,"x":[0.10,-12345678901234567890.5]}]`,
      group,
    );
    expect(raw?.raw()).toEqual({
      id: "9007199254740993",
      name: "n",
      capacity: "1e400",
      x: [0.1, "-12345678901234567890.5"],
    });
    expect(raw?.text("id")).toBeNull();
    const found = await issues(`[{"id":"a","courseId":"c","name":"n","capacity":9007199254740993}]`, group);
    expect(found).toEqual([
      expect.objectContaining({ column: "capacity", code: "OUT_OF_RANGE", value: "9007199254740993" }),
    ]);
  });

  test("is shown parsed, raw and as text, its secrets masked", async () => {
    const [record] = await records(
      `[{"id":"a","firstName":"A","lastName":"","campusManagementRoles":["x"],"passwordOrHash":"pw","PasswordOrHash":"pw","note":{"passwordOrHash":"pw"},"__proto__":{"polluted":1}}]`,
    );
    expect(record?.parsed()).toEqual({
      ...{ id: "a", firstName: "A", lastName: null, username: null, studentEmail: null, staffEmail: null },
      ...{ campusManagementRoles: ["x"], passwordOrHash: "***", passwordPreHashing: null },
    });
    const raw = record?.raw() ?? {};
    expect(JSON.stringify(raw)).toBe(
      '{"id":"a","firstName":"A","lastName":"","campusManagementRoles":["x"],"passwordOrHash":"***","PasswordOrHash":"***","note":{"passwordOrHash":"***"},"__proto__":{"polluted":1}}',
    );
    expect(Object.getPrototypeOf(raw)).toBe(Object.prototype);
    expect(["polluted" in raw, "polluted" in {}]).toEqual([false, false]);
    expect([record?.text("passwordOrHash"), record?.text("lastName"), record?.text("note")]).toEqual([
      "pw",
      null,
      null,
    ]);
  });
});

describe("properties that the entity does not have", () => {
  test("are named once each, past a hundred counted, and never break a message", async () => {
    const { warnings } = await plan('[{"id":"a","ID":1,"__proto__":2},{"constructor":3,"ID":4,"\\ud800\\u0000":5}]');
    expect(warnings.map(({ column, code, line }) => [column, code, line])).toEqual([
      ["ID", "UNKNOWN_COLUMN", 1],
      ["__proto__", "UNKNOWN_COLUMN", 1],
      ["constructor", "UNKNOWN_COLUMN", 1],
      ["\ufffd\ufffd", "UNKNOWN_COLUMN", 1],
    ]);
    const names = (count: number) => [...Array(count).keys()].map((at) => `"x${at}":1`).join(",");
    const many = await plan(`[{"id":"a",${names(250)}}]`, user, 65_536);
    expect(many.warnings).toHaveLength(101);
    expect(many.warnings.at(-1)?.message).toContain("150 more");
    expect((await plan(`[{"id":"a",${names(5_000)}}]`, user, 65_536)).warnings.at(-1)?.message).toContain(
      "More than 900 more",
    );
  });
});

describe("chunks", () => {
  test("begin and end between elements, together cover all, and know their first index", async () => {
    const one = `{"id":"u","firstName":"ü","x":"${"y".repeat(997)}"}`;
    const content = Buffer.from(`[\n${Array(30_000).fill(one).join(" ,\n")}\n]\n`);
    const { chunks, layout } = await codec.plan(user, inPieces(content, 65_536), limits);
    expect(chunks.length).toBeGreaterThan(1);
    let line = 1;
    for (const chunk of chunks) {
      expect(chunk.firstLine).toBe(line);
      expect(content.subarray(chunk.start, chunk.start + one.length + 1).toString()).toBe(one);
      const found = [];
      for await (const record of codec.records({ entity: user, layout }, inPieces(content, 65_536), chunk))
        found.push(record.line);
      expect(found).toHaveLength(chunk.rows);
      line += chunk.rows;
    }
    expect(line).toBe(30_001);
    expect(layout).toEqual({ encoding: "utf-8", delimiter: null, names: [], header: Object.keys(user.fields) });
  });
});
