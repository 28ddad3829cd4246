import { defineField, Fault } from "../field.js";
import { digits, letters, plainAscii } from "../plain/plain-cell.js";
import { key } from "./key.js";
import { longestId } from "./row-id.js";

const notForUrls = new Fault(
  "INVALID_ID",
  "The id has characters that do not fit into a URL.",
  "Use letters a to z, digits and _; of other characters only . - ~ ! $ & ' ( ) * + , = : @ are allowed.",
);

const isWord = plainAscii(`${letters}${digits}_`);

/** The key of an entity in a list. It must fit into a URL unescaped (contract B), and cannot contain a CSV's `;`. */
export function entityId({ example }: { example: string }) {
  const any = key({ example });
  return defineField<string, string>({
    ...any,
    schema: { ...any.schema, pattern: "^(?!\\.\\.?$)[A-Za-z0-9._~!$&'()*+,=:@-]+$" },
    plain: (bytes, start, end) => end - start <= longestId && isWord(bytes, start, end),
    parse(cell) {
      const id = any.parse(cell);
      if (id === null || id instanceof Fault) return id;
      // As segments of a path, `.` and `..` are resolved away.
      return /^(?!\.\.?$)[A-Za-z0-9._~!$&'()*+,=:@-]*$/.test(id) ? id : notForUrls;
    },
  });
}
