import { zipFile } from "./zip-file.js";

export interface SheetPart {
  readonly name: string;
  /** The rows of `<sheetData>`. */
  readonly rows: string;
  readonly state?: string;
}

interface WorkbookParts {
  readonly sheets: readonly SheetPart[];
  readonly sharedStrings?: readonly string[];
  /** Format codes; cells use them as styles from 1 on. */
  readonly formats?: readonly string[];
  readonly date1904?: boolean;
  /** After the formats and styles. */
  readonly moreStyles?: string;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006/relationships";

/** A workbook by the XML of its parts. */
export function workbookFile({
  sheets,
  sharedStrings,
  formats = [],
  date1904 = false,
  moreStyles = "",
}: WorkbookParts) {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const named = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}" ${state ? `state="${state}" ` : ""}r:id="rId${at + 1}"/>`,
  );
  const relations = [
    ...sheets.map((_, at) => relation(`rId${at + 1}`, "worksheet", `worksheets/sheet${at + 1}.xml`)),
    relation("styles", "styles", "/xl/styles.xml"),
    ...(sharedStrings ? [relation("strings", "sharedStrings", "sharedStrings.xml")] : []),
  ];
  const numFmts = formats.map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code}"/>`).join("");
  const xfs = ['<xf numFmtId="0"/>', ...formats.map((_, at) => `<xf numFmtId="${164 + at}"/>`)].join("");
  return zipFile([
    { name: "[Content_Types].xml", content: `${head}<Types/>` },
    {
      name: "_rels/.rels",
      content: `${head}<Relationships xmlns="${packages}">${relation("r1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      content: `${head}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${named.join("")}</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: `${head}<Relationships xmlns="${packages}">${relations.join("")}</Relationships>`,
    },
    {
      name: "xl/styles.xml",
      content: `${head}<styleSheet xmlns="${main}"><numFmts>${numFmts}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs}</cellXfs>${moreStyles}</styleSheet>`,
    },
    ...(sharedStrings
      ? [
          {
            name: "xl/sharedStrings.xml",
            content: `${head}<sst xmlns="${main}">${sharedStrings.map((xml) => `<si>${xml}</si>`).join("")}</sst>`,
          },
        ]
      : []),
    ...sheets.map(({ rows }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `${head}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ]);
}
