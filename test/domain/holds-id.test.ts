import { expect, test } from "vitest";
import { holdsId } from "../../src/domain/holds-id.js";
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
])("an id is found %s", async (_, text, id) => {
  expect(await found(text, id)).toBe(true);
});

test.each([
  ["a part of another", "id\nadalbert\n", "ada"],
  ["the end of another", "id\nnevada\n", "ada"],
  ["absent", "id\ngrace\n", "ada"],
  ["a dot taken for any character", "id\naxb\n", "a.b"],
])("an id that is %s is not", async (_, text, id) => {
  expect(await found(text, id)).toBe(false);
});
