import { defineField, Fault } from "../field.js";
import { digits, letters, plainAscii } from "../plain/plain-cell.js";
import { longestKey } from "./key.js";
import { text } from "./text.js";

const notForUrls = new Fault(
  "INVALID_ID",
  "The id has characters that do not fit into a URL.",
  "Use letters a to z, digits and _; of other characters only . - ~ ! $ & ' ( ) * + , = : @ are allowed.",
);

const isWord = plainAscii(`${letters}${digits}_`);

/** The key of an entity in a list: it must fit into a URL as it is (contract B); a CSV's `;` cannot be part of it. */
export function entityId({ example }: { example: string }) {
  const plain = text({ max: longestKey, example });
  return defineField<string, string>({
    ...plain,
    schema: { ...plain.schema, pattern: "^(?!\\.\\.?$)[A-Za-z0-9._~!$&'()*+,=:@-]+$" },
    // As segments of a path the two names of folders are resolved away.
    plain: (bytes, start, end) => end - start <= longestKey && isWord(bytes, start, end),
    parse: (id) => (/^(?!\.\.?$)[A-Za-z0-9._~!$&'()*+,=:@-]*$/.test(id) ? plain.parse(id) : notForUrls),
  });
}
