import type { ErrorCode } from "../../src/domain/errors.js";

/** Files that are slow for a reader that looks at a byte more than once. Each fills a given size. */
export interface HostileFile {
  readonly name: string;
  readonly contentType: string;
  /** The code with which a reader refuses it; none where it is read to its end. */
  readonly refusedWith?: ErrorCode;
  make(size: number): Buffer;
}

const header = "id,name,parentId,type";
const row = "organization_1,Faculty of Mathematics,,FACULTY";

/** A head, one unit again and again, and a tail: as many units as the size holds. */
function filled(head: string, unit: string, tail = ""): (size: number) => Buffer {
  const [start, piece, end] = [Buffer.from(head), Buffer.from(unit), Buffer.from(tail)];
  return (size) => {
    const count = Math.max(1, Math.floor((size - start.length - end.length) / piece.length));
    return Buffer.concat([start, Buffer.alloc(count * piece.length, piece), end]);
  };
}

/** The same text in UTF-16 with its mark, in as many bytes. */
function inUtf16(make: (size: number) => Buffer): (size: number) => Buffer {
  return (size) => Buffer.from(`\ufeff${make(size >> 1).toString("utf8")}`, "utf16le");
}

function inBigEndian(make: (size: number) => Buffer): (size: number) => Buffer {
  return (size) => inUtf16(make)(size).swap16();
}

const csv = (name: string, make: (size: number) => Buffer): HostileFile => ({ name, contentType: "text/csv", make });
const json = (name: string, make: (size: number) => Buffer): HostileFile => {
  return { name, contentType: "application/json", make };
};
const xml = (name: string, make: (size: number) => Buffer): HostileFile => {
  return { name, contentType: "application/xml", make };
};

const emptyCrLines = filled(`${header}\r${row}\r`, "\r");
const shortCrRows = filled("id,name\r", "org_1,Abc\r");
const crRows = filled(`${header}\r`, `${row}\r`);
const emptyLfLines = filled(`${header}\n${row}\n`, "\n");
const rows = filled(`${header}\n`, `${row}\n`);
const quotedRows = filled(`${header}\r\n`, `"organization_1","A ""quoted"" name",,"x\r\ny"\r\n`);

export const hostileCsv: readonly HostileFile[] = [
  csv("empty lines that end in CR", emptyCrLines),
  csv("short rows that end in CR", shortCrRows),
  csv("rows that end in CR", crRows),
  csv("empty lines that end in CR, in UTF-16", inUtf16(emptyCrLines)),
  csv("short rows that end in CR, in UTF-16", inUtf16(shortCrRows)),
  csv("rows that end in CR, in UTF-16 with the high byte first", inBigEndian(crRows)),
  csv("empty lines that end in LF", emptyLfLines),
  csv("empty lines that end in LF, in UTF-16", inUtf16(emptyLfLines)),
  csv("empty lines that end in CRLF", filled(`${header}\r\n${row}\r\n`, "\r\n")),
  csv("rows that end in LF", rows),
  csv("rows that end in LF, in UTF-16", inUtf16(rows)),
  csv("rows of quoted cells", quotedRows),
  csv("rows of quoted cells, in UTF-16", inUtf16(quotedRows)),
  csv("rows that end in CR and LF in turn", filled(`${header}\n`, `${row}\r${row}\n`)),
  csv("rows with a CR in quotes", filled(`${header}\n`, '"org_1","a\rb",,\n')),
  csv("rows with quotes in unquoted cells", filled(`${header}\n`, 'org_1,5" disk""",,\n')),
  csv("one cell of doubled quotes", filled(`${header}\norg_1,"`, '""', '",,\n')),
  csv("one cell of LFs in quotes", filled(`${header}\norg_1,"`, "\n", '",,\n')),
  csv("one cell of CRs in quotes", filled(`${header}\norg_1,"`, "\r", '",,\n')),
  csv("one cell of quotes in the middle", filled(`${header}\norg_1,x`, '"', ",,\n")),
  { ...csv("a quote that never closes", filled(`${header}\norg_1,"`, "\n,")), refusedWith: "UNCLOSED_QUOTE" },
  csv("one row of many cells", filled(`${header}\n`, ",")),
  csv("one row of many quoted cells", filled(`${header}\n`, '"",')),
  csv("a header of many cells", (size) => {
    const names = Array.from({ length: Math.floor(size / 7) }, (_, at) => `,n${at.toString(36).padStart(5, "0")}`);
    return Buffer.from(`id,name${names.join("")}`);
  }),
  { ...csv("a header of many cells of one name", filled("id,name", ",x")), refusedWith: "DUPLICATE_COLUMN" },
  csv("a header of many empty cells", filled("id,name", ",")),
  { ...csv("a header of many of another delimiter", filled("id,name", ";")), refusedWith: "MISSING_COLUMN" },
  csv("Windows-1252", (size) =>
    Buffer.concat([Buffer.from(`${header}\n`), Buffer.alloc(size, "org,äöü,,\n", "latin1")]),
  ),
  csv("formulas behind many separators", filled(`${header}\n`, "org_1,;=;=;=;=;=;=;=;=;=;=;=;=;=;=,,\n")),
  csv("one cell of separators and apostrophes", filled(`${header}\norg_1,`, ";''=", ",,\n")),
];

const object = '{"id":"org_1","name":"A name"}';
const levels = 60;

export const hostileJson: readonly HostileFile[] = [
  json("many small objects", filled(`[${object}`, `,${object}`, "]")),
  json("white space between elements", filled(`[${object}`, " ", `,${object}]`)),
  json("one object of many properties", filled('[{"id":"org_1"', `,"x":"${"y".repeat(40)}"`, "}]")),
  json("one list of many lists", filled('[{"id":"org_1","name":[[]', ",[]", "]}]")),
  json("deep lists", filled(`[${object}`, `,${"[".repeat(levels)}${"]".repeat(levels)}`, "]")),
  json("deep objects", filled(`[${object}`, `,${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`, "]")),
  json("one text of escaped quotes", filled('[{"id":"org_1","name":"', '\\"', '"}]')),
  json("one text of backslashes", filled('[{"id":"org_1","name":"', "\\\\", '"}]')),
  json("one number of many digits", filled('[{"id":"org_1","name":1', "1", "}]")),
  json("many numbers", filled('[{"id":"org_1","name":[1', ",12345678901234567890", "]}]")),
  {
    ...json("one number of dots and signs", filled('[{"id":"org_1","name":1', ".-", "}]")),
    refusedWith: "INVALID_JSON",
  },
  { ...json("a text that never closes", filled('[{"id":"org_1","name":"', "x")), refusedWith: "INVALID_JSON" },
  json("texts between objects", filled(`[${object}`, ',"x"', "]")),
  { ...json("texts alone", filled('["x"', ',"x"', "]")), refusedWith: "NO_USABLE_ENTITY" },
];

const element = "<organization><id>org_1</id><name>A name</name></organization>";
const list = (head: string, unit: string, tail: string) =>
  filled(`<organizations>${head}`, unit, `${tail}</organizations>`);

export const hostileXml: readonly HostileFile[] = [
  xml("many small elements", list("", element, "")),
  xml("white space between elements", list(element, "\n", element)),
  xml("comments between elements", list(element, "<!---->", element)),
  xml("comments before the root", filled("", "<!---->", `<organizations>${element}</organizations>`)),
  xml("instructions before the root", filled("", "<?a?>\n", `<organizations>${element}</organizations>`)),
  xml("one element of many elements", list("<organization><id>org_1</id>", "<x/>", "</organization>")),
  xml("one element of many names", (size) => {
    const names = Array.from({ length: Math.floor(size / 12) }, (_, at) => `<n${at.toString(36).padStart(5, "0")}/>`);
    return Buffer.from(`<organizations><organization><id>o</id>${names.join("")}</organization></organizations>`);
  }),
  xml(
    "deep elements",
    list(element, `<organization>${"<a>".repeat(levels)}${"</a>".repeat(levels)}</organization>`, ""),
  ),
  xml("one element of many attributes", (size) => {
    const value = "x".repeat(180);
    const names = Array.from(
      { length: Math.floor(size / 190) },
      (_, at) => ` a${at.toString(36).padStart(5, "0")}="${value}"`,
    );
    return Buffer.from(`<organizations><organization${names.join("")}><id>o</id></organization></organizations>`);
  }),
  xml("attributes below the entity", list("<organization><id>org_1</id>", '<x a="" b="" c=""/>', "</organization>")),
  xml("text beside elements", list("<organization><id>org_1</id>", "x<x/>", "</organization>")),
  xml("one text of references", list("<organization><id>org_1</id><name>", "&amp;", "</name></organization>")),
  xml("one text of sections", list("<organization><id>org_1</id><name>", "<![CDATA[x]]>", "</name></organization>")),
  xml("one text of closing brackets", list("<organization><id>org_1</id><name>", "]", "</name></organization>")),
  xml("one text of letters beyond ASCII", list("<organization><id>org_1</id><name>", "ü", "</name></organization>")),
  xml(
    "many elements with letters beyond ASCII",
    list("", "<organization><id>o</id><name>äü</name></organization>", ""),
  ),
  { ...xml("a tag that never closes", list("<organization><id", " ", "")), refusedWith: "INVALID_XML" },
  { ...xml("a comment that never closes", filled(`<organizations>${element}<!--`, "- ")), refusedWith: "INVALID_XML" },
];
