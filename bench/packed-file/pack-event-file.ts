import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { EventFile } from "../event-file/cached-event-file.js";
import { workbookParts } from "./workbook-parts.js";
import { writeZip, ZipPart } from "./zip-writer.js";

/** The rows of a file in other formats. */
export const packings = ["gzip", "zip", "xlsx"] as const;
export type PackingName = (typeof packings)[number];

/** Writes the rows of a CSV in another format. */
export async function packEventFile(file: EventFile, packing: PackingName, path: string): Promise<void> {
  if (packing === "gzip")
    return pipeline(createReadStream(file.path), createGzip({ level: 1 }), createWriteStream(path));
  if (packing === "zip") {
    const part = new ZipPart("events.csv", `${path}.part`);
    for await (const block of createReadStream(file.path, { encoding: "utf8" })) await part.write(String(block));
    await part.end();
    return writeZip(path, [part]);
  }
  return writeWorkbook(file, path);
}

const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

async function writeWorkbook(file: EventFile, path: string): Promise<void> {
  const sheet = new ZipPart("xl/worksheets/sheet1.xml", `${path}.sheet`);
  const strings = new ZipPart("xl/sharedStrings.xml", `${path}.strings`);
  await strings.write("<sst>");
  for (const block of workbookParts(file)) {
    await sheet.write(block.sheet);
    await strings.write(block.strings);
  }
  await strings.write("</sst>");
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
  const small = await Promise.all(
    [
      ["[Content_Types].xml", "<Types/>"],
      ["_rels/.rels", `<Relationships>${relation("r", "officeDocument", "xl/workbook.xml")}</Relationships>`],
      [
        "xl/workbook.xml",
        '<workbook xmlns:r="r"><sheets><sheet name="Events" sheetId="1" r:id="s"/></sheets></workbook>',
      ],
      [
        "xl/_rels/workbook.xml.rels",
        `<Relationships>${relation("s", "worksheet", "worksheets/sheet1.xml")}${relation("t", "sharedStrings", "sharedStrings.xml")}</Relationships>`,
      ],
    ].map(async ([name = "", content = ""], at) => {
      const part = new ZipPart(name, `${path}.${at}`);
      await part.write(content);
      await part.end();
      return part;
    }),
  );
  await Promise.all([sheet.end(), strings.end()]);
  await writeZip(path, [...small, sheet, strings]);
}
