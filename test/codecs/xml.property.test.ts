import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileRecord } from "../../src/codecs/codec.js";
import { codecFor } from "../../src/codecs/index.js";
import { XmlElements } from "../../src/codecs/xml/xml-elements.js";
import { entities } from "../../src/domain/entities/index.js";
import { DomainError } from "../../src/domain/errors.js";
import { inPieces } from "../support/in-pieces.js";
import { faultOf, issuesOf, recordsOf } from "../support/list-file.js";

const codec = codecFor("application/xml");
const limits = { maxRows: 1e6, maxColumns: 100, maxRecordBytes: 1e6 };
const { user } = entities;

const plan = (content: string | Buffer, piece = 64) => codec.plan(user, inPieces(Buffer.from(content), piece), limits);
const refusal = (content: string | Buffer, piece = 64) => faultOf(plan(content, piece));
const issues = (content: string) => issuesOf(codec, user, Buffer.from(content), limits);
const records = (content: string) => recordsOf(codec, user, Buffer.from(content), limits);

/** What may stand between elements without meaning anything. */
const noise = fc
  .array(fc.constantFrom(" ", "\n", "\r\n", "\r", "\t", "<!-- <user> ü 🎓 & -->", "<?note <user> é?>", "<!--\r\n-->"), {
    maxLength: 3,
  })
  .map((parts) => parts.join(""));
const tagSpace = fc.constantFrom("", " ", "\r\n", "\t", ' xmlns:x="urn:ü>" ', "\r xsi:nil='false'");
const text = fc.oneof(
  fc
    .string({ unit: "grapheme", maxLength: 8 })
    .map((value) => value.replace(/[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?")),
  fc.constantFrom("a & b < c > d", "]]", "]]>", "<user>", "東京 🎓", "\u0085\u2028", "ü", " ", "</id>"),
);

/** One of the ways to write a text: escaped, by character references, as CDATA, with a comment in it. */
function writtenText(value: string): fc.Arbitrary<string> {
  const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const referred = [...value].map((character) => `&#x${character.codePointAt(0)?.toString(16)};`).join("");
  const section = `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  return fc.constantFrom(escaped, referred, section, `${escaped}<!-- & -->`, `<?x?>${section}`);
}

interface Written {
  readonly xml: string;
  readonly value: unknown;
}

const leaf: fc.Arbitrary<Written> = text.chain((value) => writtenText(value).map((xml) => ({ xml, value })));
const nested: fc.Arbitrary<Written> = fc.tuple(leaf, leaf, noise, noise).map(([a, b, before, between]) => ({
  xml: `${before}<algorithm>${a.xml}</algorithm>${between}<pbeInfos><x:n xmlns:x="urn:x">${b.xml}</x:n></pbeInfos>${before}`,
  value: { algorithm: a.value, pbeInfos: { n: b.value } },
}));

/** An entity's properties in their order, with the object that they are. */
const entity = fc
  .record({
    id: leaf,
    roles: fc.array(leaf, { maxLength: 3 }),
    other: fc.array(leaf, { maxLength: 2 }),
    hashing: fc.option(nested),
  })
  .chain(({ id, roles, other, hashing }) => {
    const parts = [
      ["id", id],
      ...roles.map((role) => ["campusManagementRoles", role] as const),
      ...other.map((one) => ["größe", one] as const),
      ...(hashing ? [["passwordPreHashing", hashing] as const] : []),
    ] as const;
    const value = {
      id: id.value,
      ...(roles.length > 0 ? { campusManagementRoles: roles.map((role) => role.value) } : {}),
      ...(other.length > 0 ? { größe: other.length === 1 ? other[0]?.value : other.map((one) => one.value) } : {}),
      ...(hashing ? { passwordPreHashing: "***" } : {}),
    };
    return fc
      .tuple(fc.array(noise, { minLength: 9, maxLength: 9 }), fc.array(tagSpace, { minLength: 9, maxLength: 9 }))
      .map(([noises, spaces]) => {
        const inner = parts.map(
          ([name, { xml }], at) =>
            `${noises[at]}<${name}${spaces[at]}>${xml}</${name}${(spaces[at] ?? "").trim() ? "" : spaces[at]}>`,
        );
        return { xml: `<user${spaces[8]}>${inner.join("")}${noises[8]}</user >`, value };
      });
  });
const document = fc
  .tuple(
    fc.array(fc.tuple(entity, noise), { maxLength: 6 }),
    fc.constantFrom("", "\ufeff", '<?xml version="1.0" encoding="utf-8"?>', "\ufeff<?xml version='1.1'?>\r\n"),
    fc.tuple(noise, noise, noise, tagSpace),
  )
  .map(([elements, head, [before, first, after, space]]) => {
    const all = [{ xml: "<user><id>user_1</id></user>", value: { id: "user_1" } }, ...elements.map(([one]) => one)];
    const body = all.map(({ xml }, at) => xml + (elements[at]?.[1] ?? "")).join("");
    return { xml: `${head}${before}<users${space}>${first}${body}</users>${after}`, all };
  });

describe("an XML list", () => {
  test("gives the elements that were written, each with its index and exactly its bytes", async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.integer({ min: 1, max: 40 }), async ({ xml, all }, piece) => {
        const content = Buffer.from(xml);
        const bytes = inPieces(content, piece);
        const { rows, layout, chunks } = await codec.plan(user, bytes, limits);
        expect(rows).toBe(all.length);
        const found: FileRecord[] = [];
        for (const chunk of chunks) {
          for await (const record of codec.records({ entity: user, layout }, bytes, chunk)) found.push(record);
        }
        expect(found.map((record) => record.raw())).toEqual(all.map(({ value }) => value));
        expect(found.map(({ line }) => line)).toEqual(all.map((_, at) => at + 1));
        const texts = found.map(({ start, length }) => content.subarray(start, start + length).toString());
        expect(texts).toEqual(all.map((one) => one.xml));
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
          fc.constantFrom(
            "<",
            ">",
            "</",
            "/>",
            "users",
            "user",
            "id",
            "<user>",
            "</user>",
            "</users>",
            " a='b'",
            "&amp;",
            "&",
            ";",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?x",
            "?>",
            "<!DOCTYPE",
            "ü",
            "\r",
            "\0",
          ),
          { maxLength: 25 },
        )
        .map((parts) => Buffer.from(parts.join(""))),
    );
    await fc.assert(
      fc.asyncProperty(soup, fc.boolean(), async (tail, inList) => {
        const content = Buffer.concat([Buffer.from(inList ? "<users><user><id>a</id></user>" : ""), tail]);
        const found = await plan(content, 3).catch((error: unknown) => error);
        if (found instanceof Error) expect(found).toBeInstanceOf(DomainError);
      }),
      { numRuns: 1_000 },
    );
  });

  test("cut off at any byte is never accepted", async () => {
    const whole = Buffer.from(
      `\ufeff<?xml version="1.0"?><!-- ü --><users>\r\n<user a='1'><id>us<![CDATA[e]]>r&#95;1</id><firstName>ü</firstName></user><user/> </users>`,
    );
    expect((await plan(whole)).rows).toBe(2);
    for (let end = 0; end < whole.length; end++) {
      for (const piece of [1, 64]) {
        const { code } = await refusal(whole.subarray(0, end), piece);
        expect(["INVALID_XML", "EMPTY_LIST", "INVALID_ENCODING"]).toContain(code);
      }
    }
  });
});

const good = "<user><id>a</id><firstName>A</firstName><lastName>B</lastName></user>";
const laughs = `<!DOCTYPE users [<!ENTITY a "ha"><!ENTITY b "${"&a;".repeat(10)}"><!ENTITY c "${"&b;".repeat(10)}">]>`;

describe("a hostile list", () => {
  test.each<[string, string | Buffer, string, number | null]>([
    ["an empty file", "", "EMPTY_LIST", null],
    ["a file of white space", " \n\t ", "EMPTY_LIST", null],
    ["a mark alone", "\ufeff", "EMPTY_LIST", null],
    ["an empty list", "<users/>", "EMPTY_LIST", null],
    ["a list of comments", "<users> <!-- none --> </users>", "EMPTY_LIST", null],
    ["a declaration alone", '<?xml version="1.0"?>', "INVALID_XML", 1],
    ["another root", `\n<students>${good}</students>`, "NOT_A_LIST", 2],
    ["one entity", good, "NOT_A_LIST", 1],
    ["a page", "<!-- x --><html><body>", "NOT_A_LIST", 1],
    ["text in the list", `<users>${good}\nabc</users>`, "NOT_A_LIST", 2],
    ["a section in the list", `<users>${good}\n<![CDATA[abc]]></users>`, "NOT_A_LIST", 2],
    ["JSON", '[{"id":"a"}]', "INVALID_XML", 1],
    ["text behind the list", `<users>${good}</users>\nx`, "INVALID_XML", 2],
    ["a second list", `<users>${good}</users>\n<users/>`, "INVALID_XML", 2],
    ["tags that do not match", `<users>\n${good}<user><id>a</user></id></users>`, "INVALID_XML", 2],
    ["an attribute without quotes", `<users>${good}<user a=b/></users>`, "INVALID_XML", 1],
    ["an attribute twice", `<users>${good}<user a="1" a="2"/></users>`, "INVALID_XML", 1],
    ["a bare &", `<users>${good}<user><id>a & b</id></user></users>`, "INVALID_XML", 1],
    ["an unknown entity", `<users>${good}<user><id>&nbsp;</id></user></users>`, "INVALID_XML", 1],
    ["an entity named like a property", `<users>${good}<user><id>&constructor;</id></user></users>`, "INVALID_XML", 1],
    ["a reference to NUL", `<users>${good}<user><id>&#0;</id></user></users>`, "INVALID_XML", 1],
    ["a reference to half a surrogate pair", `<users>${good}<user><id>&#xd800;</id></user></users>`, "INVALID_XML", 1],
    ["a NUL", `<users>${good}<user><id>\0</id></user></users>`, "INVALID_XML", 1],
    ["]]> in a text", `<users>${good}<user><id>]]></id></user></users>`, "INVALID_XML", 1],
    ["-- in a comment", `<users>${good}<!-- -- --></users>`, "INVALID_XML", 1],
    ["a declaration that is not at the start", ` <?xml version="1.0"?><users>${good}</users>`, "INVALID_XML", 1],
    ["a DOCTYPE", `<!DOCTYPE users><users>${good}</users>`, "DOCTYPE_REFUSED", 1],
    ["a billion laughs", `${laughs}<users><user><id>&c;</id></user></users>`, "DOCTYPE_REFUSED", 1],
    [
      "a DOCTYPE after a comment",
      `<?xml version="1.0"?> <!-- <x --> <?y?> ${laughs}<users>${good}</users>`,
      "DOCTYPE_REFUSED",
      1,
    ],
    ["a DOCTYPE that never closes", "\ufeff<!DOCTYPE users [", "DOCTYPE_REFUSED", 1],
    [
      "a DOCTYPE after much else",
      `<!--${"x".repeat(70_000)}-->\n<!DOCTYPE users><users>${good}</users>`,
      "DOCTYPE_REFUSED",
      2,
    ],
    ["a DOCTYPE in the list", `<users>\n<!DOCTYPE users>${good}</users>`, "DOCTYPE_REFUSED", 2],
    ["a DOCTYPE behind the list", `<users>${good}</users>\n<!DOCTYPE users>`, "DOCTYPE_REFUSED", 2],
    ["another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><users>${good}</users>`, "INVALID_ENCODING", 1],
    [
      "bytes that are no UTF-8",
      Buffer.from(`<users>${good}\n<user><id>\xfc</id></user></users>`, "latin1"),
      "INVALID_ENCODING",
      2,
    ],
    ["UTF-16", Buffer.from(`\ufeff<users>${good}</users>`, "utf16le"), "INVALID_ENCODING", 1],
    ["5,000 levels", `<users>${good}${"<user>".repeat(5_000)}`, "TOO_DEEP", 2],
    ["1,000,000 levels", `<users>${good}${"<a>".repeat(1_000_000)}${"</a>".repeat(1_000_000)}</users>`, "TOO_DEEP", 2],
    [
      "an element over the limit",
      `<users>${good}<user><id>${"x".repeat(1_000_000)}</id></user></users>`,
      "RECORD_TOO_LARGE",
      2,
    ],
    [
      "an element of many over the limit",
      `<users>${good}<user>${"<x>y</x>".repeat(200_000)}</user></users>`,
      "RECORD_TOO_LARGE",
      2,
    ],
    ["a comment that never closes", `<users>${good}<!--${"x".repeat(2_000_000)}`, "RECORD_TOO_LARGE", 2],
    ["a reference that never closes", `<users>${good}<user><id>&${"x".repeat(2_000_000)}`, "RECORD_TOO_LARGE", 2],
    ["an attribute that never closes", `<users a="${"x".repeat(2_000_000)}`, "RECORD_TOO_LARGE", 1],
    ["no element with an id", "<users><user/><user><ID>a</ID></user><user>a</user></users>", "NO_USABLE_ENTITY", null],
    ["an id as attribute", '<users><user id="a"/></users>', "NO_USABLE_ENTITY", null],
    ["two ids", "<users><user><id>a</id><id>b</id></user></users>", "NO_USABLE_ENTITY", null],
    ["other entities", "<users><student><id>a</id></student></users>", "NO_USABLE_ENTITY", null],
  ])("%s is refused", async (_, content, code, line) => {
    for (const piece of [1_013, 65_536]) expect(await refusal(content, piece)).toMatchObject({ code, line });
    if (content.length < 1_000) expect(await refusal(content, 1)).toMatchObject({ code, line });
  });

  test("an element of too many values is refused, however short they are", async () => {
    const large = { ...limits, maxRecordBytes: 8e6 };
    for (const values of ["<x/>".repeat(250_001), '<x a=""/>'.repeat(125_001), `<x ${'a=""\n'.repeat(100_000)}/>`]) {
      const bytes = inPieces(Buffer.from(`<users>${good}<user><id>b</id>${values}</user></users>`), 65_536);
      expect(await faultOf(codec.plan(user, bytes, large))).toMatchObject({ code: "RECORD_TOO_LARGE", line: 2 });
    }
  });

  test("more lines than a line's number can tell are refused", () => {
    const origin = { position: 0, line: 1_999_999_999, index: 1, limit: 1e6 };
    const elements = new XmlElements(user, origin, { onElement: () => undefined });
    elements.push(Buffer.from("<users>\n"));
    const fault = { code: "TOO_MANY_ROWS", line: 2_000_000_000 };
    expect(() => elements.push(Buffer.from("\n"))).toThrow(expect.objectContaining(fault));
  });

  test("more elements than the limit are refused", async () => {
    const bytes = inPieces(Buffer.from(`<users>${good}${good}${good}</users>`), 9);
    expect(await faultOf(codec.plan(user, bytes, { ...limits, maxRows: 2 }))).toMatchObject({
      code: "TOO_MANY_ROWS",
      line: 3,
    });
  });

  test("no message quotes the file", async () => {
    for (const broken of [
      "<user secret secret=secret>",
      "<user></secret>",
      "&secret;",
      '<user secret="1" secret="2"/>',
    ]) {
      const { message, hint } = await refusal(`<users>${good}${broken}</users>`);
      expect(message + hint).not.toContain("secret");
    }
  });
});

describe("an element", () => {
  test.each<[string, string, string | null, string, string | null]>([
    ["that is a text", "<user>abc</user>", null, "NOT_AN_OBJECT", null],
    ["of another entity", "<student><id>b</id></student>", null, "NOT_AN_OBJECT", null],
    ["with text beside its elements", "<user><id>b</id>abc</user>", null, "INVALID_TYPE", null],
    [
      "with text beside elements in a property",
      "<user><id>b</id><firstName>A<b>c</b></firstName></user>",
      "firstName",
      "INVALID_TYPE",
      null,
    ],
    [
      "with a text twice",
      "<user><id>b</id><firstName>A</firstName><firstName>B</firstName><lastName>C</lastName></user>",
      "firstName",
      "INVALID_TYPE",
      '["A","B"]',
    ],
    [
      "with an element where text belongs",
      "<user><id>b</id><firstName><a>A</a></firstName><lastName>C</lastName></user>",
      "firstName",
      "INVALID_TYPE",
      '{"a":"A"}',
    ],
    [
      "with elements in a list",
      `${good.replace("</user>", "")}<campusManagementRoles><r>x</r></campusManagementRoles></user>`,
      "campusManagementRoles",
      "INVALID_TYPE",
      '[{"r":"x"}]',
    ],
    [
      "without what is required",
      "<user><id>b</id><firstName>A</firstName><lastName/></user>",
      "lastName",
      "REQUIRED",
      null,
    ],
    [
      "with what is required only as attribute",
      '<user lastName="B"><id>b</id><firstName>A</firstName></user>',
      "lastName",
      "REQUIRED",
      null,
    ],
  ])("%s is an issue of its row", async (_, xml, column, code, value) => {
    const found = await issues(`<users>${good}${xml}</users>`);
    expect(found).toEqual([expect.objectContaining({ line: 2, column, code, value })]);
  });

  test("is shown parsed, raw and as text, its secrets masked, under any prefix", async () => {
    const [record] = await records(
      `<x:users xmlns:x="urn:x"><x:user b="1" xsi:type="t"><x:id>a</x:id><firstName>A</firstName><lastName/><campusManagementRoles>STUDENT</campusManagementRoles><passwordOrHash>pw</passwordOrHash><passwordPreHashing><algorithm>A</algorithm><saltMode>S</saltMode><pbeInfos><iterationCount>10</iterationCount></pbeInfos></passwordPreHashing><__proto__><polluted>1</polluted></__proto__></x:user></x:users>`,
    );
    expect(record?.parsed()).toEqual({
      ...{ id: "a", firstName: "A", lastName: null, username: null, studentEmail: null, staffEmail: null },
      ...{ campusManagementRoles: ["STUDENT"], passwordOrHash: "***", passwordPreHashing: "***" },
    });
    const raw = record?.raw() ?? {};
    expect(JSON.stringify(raw)).toBe(
      '{"@b":"1","id":"a","firstName":"A","lastName":"","campusManagementRoles":["STUDENT"],"passwordOrHash":"***","passwordPreHashing":"***","__proto__":{"polluted":"1"}}',
    );
    expect(Object.getPrototypeOf(raw)).toBe(Object.prototype);
    expect(["polluted" in raw, "polluted" in {}]).toEqual([false, false]);
    expect(record?.text("passwordPreHashing")).toBe(
      '{"algorithm":"A","saltMode":"S","pbeInfos":{"iterationCount":10}}',
    );
  });
});

describe("properties that the entity does not have", () => {
  test("are named once each, attributes too", async () => {
    const { warnings } = await plan(
      `<users type="array" xmlns="urn:x"><user n="1"><id lang="de" xsi:type="t">a</id><ID/></user><user n="2"><id lang="en">b</id><constructor/></user></users>`,
    );
    expect(warnings.map(({ column, code }) => [column, code])).toEqual(
      ["@type", "@n", "ID", "@lang", "constructor"].map((name) => [name, "UNKNOWN_COLUMN"]),
    );
  });
});

describe("chunks", () => {
  test("begin and end between elements, together cover all, and know their first index", async () => {
    const one = `<user>\r\n<id>u</id><firstName>ü🎓</firstName><x>${"y".repeat(997)}</x></user>`;
    const content = Buffer.from(`<users>\n${Array(30_000).fill(one).join("<!-- é -->\n")}\n</users>\n`);
    const { chunks, layout } = await codec.plan(user, inPieces(content, 65_536), limits);
    expect(chunks.length).toBeGreaterThan(1);
    let line = 1;
    for (const chunk of chunks) {
      expect(chunk.firstLine).toBe(line);
      expect(content.subarray(chunk.start, chunk.start + Buffer.byteLength(one)).toString()).toBe(one);
      const found = [];
      for await (const record of codec.records({ entity: user, layout }, inPieces(content, 65_536), chunk))
        found.push(record.line);
      expect(found).toHaveLength(chunk.rows);
      line += chunk.rows;
    }
    expect(line).toBe(30_001);
  });
});

describe("the content type", () => {
  test("names the format; what is neither is read as CSV or refused", () => {
    for (const type of ["text/xml; charset=utf-8", "application/atom+xml"]) expect(codecFor(type)).toBe(codec);
    for (const type of ["TEXT/JSON", "application/json", "application/vnd.api+json"]) {
      expect(codecFor(type)).toBe(codecFor("application/json"));
    }
    for (const type of ["text/csv", "", "application/octet-stream"]) expect(codecFor(type)).toBe(codecFor("text/csv"));
    for (const type of ["image/svg+xml", "application/pdf", "application/vnd.oasis.opendocument.spreadsheet"]) {
      expect(() => codecFor(type)).toThrow(expect.objectContaining({ code: "UNSUPPORTED_ASSET" }));
    }
  });
});
