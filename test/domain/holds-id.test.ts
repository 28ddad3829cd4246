import { expect, test } from "vitest";
import { holdsId } from "../../src/domain/holds-id.js";
import { cpuTime } from "../support/cpu-time.js";
import { inPieces } from "../support/in-pieces.js";

const found = (text: string | Buffer, id: string) => holdsId(inPieces(Buffer.from(text), 3), id);

test.each([
  ["in a CSV", "id,name\nada,Ada\n", "ada"],
  ["as the last word", "id\nada", "ada"],
  ["in JSON", '[{"id":"ada"}]', "ada"],
  ["in XML", "<id>ada</id>", "ada"],
  ["in UTF-16", Buffer.from("id\nada\n", "utf16le"), "ada"],
  ["in Windows-1252", Buffer.from("id\nad\u00e4\n", "latin1"), "adä"],
  ["in UTF-8", "id\nadä\n", "adä"],
  ["with an escape that JSON does not need", '[{"id":"ada\\u002B1"}]', "ada+1"],
  ["with an escape in small letters", '[{"id":"a\\u0026b"}]', "a&b"],
  ["with a named reference", "<id>o&apos;b&amp;c</id>", "o'b&c"],
  ["with a decimal reference", "<id>o&#39;b</id>", "o'b"],
  ["with a hexadecimal reference", "<id>o&#x00027;b</id>", "o'b"],
  ["with a quote doubled", 'id\n"a""b"\n', 'a"b'],
  ["with two quotes doubled", 'id\n"a""""b"\n', 'a""b'],
  ["with two quotes as they are", '<id>a""b</id>', 'a""b'],
  ["with a backslash", "id\na\\b\n", "a\\b"],
  ["with a backslash that JSON doubles", '[{"id":"a\\\\b"}]', "a\\b"],
  ["with what looks like an escape", "id\na\\u002Bb\n", "a\\u002Bb"],
  ["with what looks like an escape, in JSON", '[{"id":"a\\\\u002Bb"}]', "a\\u002Bb"],
  ["with what looks like a reference", "id\na&amp;b\n", "a&amp;b"],
  ["with what looks like a reference, in XML", "<id>a&amp;amp;b</id>", "a&amp;b"],
  ["with an ampersand alone", "id\na&b;c\n", "a&b;c"],
  ["with a line end, in JSON", '[{"id":"a\\nb"}]', "a\nb"],
  ["behind a line end, in JSON", '["x\\nada"]', "ada"],
  ["behind a backslash", "name\nC:\\nada\n", "nada"],
  ["behind a domain", "name\nCAMPUS\\u1234\n", "u1234"],
  ["with letters as references", "<id>&#97;d&#x61;</id>", "ada"],
  ["with an escape, in UTF-16", Buffer.from('[{"id":"a\\u002Bb"}]', "utf16le"), "a+b"],
  ["in UTF-16 with the high byte first", Buffer.from("id\nada\n", "utf16le").swap16(), "ada"],
  ["with a letter that only Windows-1252 has", Buffer.from("id\na\x80b\n", "latin1"), "a€b"],
  ["with a pair of surrogates, in JSON", '[{"id":"\\uD83C\\uDF93"}]', "🎓"],
  ["decomposed", "id\nMu\u0308ller\n", "M\u00fcller"],
  ["decomposed, in JSON", '[{"id":"Mu\\u0308ller"}]', "M\u00fcller"],
  ["of backslashes", "id\n\\\\\n", "\\\\"],
])("an id is found %s", async (_, text, id) => {
  expect(await found(text, id)).toBe(true);
});

test.each([
  ["a part of another", "id\nadalbert\n", "ada"],
  ["the end of another", "id\nnevada\n", "ada"],
  ["absent", "id\ngrace\n", "ada"],
  ["a dot taken for any character", "id\naxb\n", "a.b"],
  ["an escape and more", "id\na\\u002Bbc\n", "a+b"],
])("an id that is %s is not", async (_, text, id) => {
  expect(await found(text, id)).toBe(false);
});

const nearlyFound = `${"-".repeat(254)}x`;

test.each([
  ["that nearly matches everywhere", 16, "-", nearlyFound],
  ["of backslashes", 1, "\\", nearlyFound],
  ["of ampersands", 1, "&", `${"&".repeat(254)}x`],
  ["of quotes", 1, '"', `${'"x'.repeat(127)}y`],
  ["of escapes", 1, "\\u002d", nearlyFound],
  ["of beginnings", 1, "ab", `${"ab".repeat(127)}c`],
])("a long file %s is searched in turns, each much shorter than a quarter of a second", async (_, mib, unit, id) => {
  let longest = 0;
  let since = process.cpuUsage();
  function turn(): void {
    const { user, system } = process.cpuUsage(since);
    longest = Math.max(longest, (user + system) / 1_000);
    since = process.cpuUsage();
    next = setImmediate(turn);
  }
  let next = setImmediate(turn);
  const content = Buffer.alloc(mib << 20, unit);
  const spent = await cpuTime(() => holdsId(inPieces(content, 1 << 18), id));
  clearImmediate(next);
  expect(longest).toBeLessThan(250);
  expect(spent).toBeLessThan(4_000);
});
