import { gzipSync } from "node:zlib";
import { sessionFile } from "./session-file.js";
import { workbookFile } from "./workbook-file.js";
import { zipFile } from "./zip-file.js";

/** A file as programs and people send it, and what became of it before anything was forgiven. */
export interface ForgivenFile {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly bytes: Uint8Array<ArrayBuffer> | string;
  readonly path?: string;
  readonly type?: string;
  readonly entity?: string;
}

const rows = [{ id: "f-1" }, { id: "f-2" }];
const csv = sessionFile(rows);
const orgs = "id,name\nf_1,Law\nf_2,Medicine\n";
const list = JSON.stringify([{ id: "f_1", name: "Law" }]);
const inline = (cell: string, text: string) => `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = `<row r="1">${inline("A1", "id")}${inline("B1", "name")}</row><row r="2">${inline("A2", "f_1")}${inline("B2", "Law")}</row>`;
const organization = "organization";

export const forgivenFiles: readonly ForgivenFile[] = [
  {
    name: "a CSV under the type of an old workbook",
    before: "400 UNSUPPORTED_ASSET",
    after: "2 valid, 0 invalid",
    bytes: csv,
    type: "application/vnd.ms-excel",
  },
  {
    name: "a first line sep=;",
    before: "MISSING_COLUMN",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: `sep=;\r\n${sessionFile(rows, ";")}`,
  },
  {
    name: "a first line #TYPE",
    before: "MISSING_COLUMN",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: `#TYPE System.Object\r\n${csv}`,
  },
  {
    name: "rows of delimiters only",
    before: "2 valid, 2 invalid: REQUIRED × 18",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: `${csv}${",".repeat(8)}\n${",".repeat(8)}\n`,
  },
  {
    name: "rows of empty quotes only",
    before: "2 valid, 1 invalid: REQUIRED × 9",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: `${csv}"","","","","","","","",""\n`,
  },
  {
    name: "1,190 columns without a name",
    before: "TOO_MANY_COLUMNS",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: csv.replaceAll("\n", `${",".repeat(1_190)}\n`),
  },
  {
    name: "an end-of-file character",
    before: "2 valid, 1 invalid: COLUMN_COUNT × 1",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: `${csv}\u001a`,
  },
  {
    name: "a zero-width character in a column's name",
    before: "MISSING_COLUMN",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: csv.replace("title", "ti\u200btle"),
  },
  {
    name: "no-break spaces around codes and dates",
    before: "0 valid, 2 invalid: INVALID_DATE × 4, INVALID_COUNTRY × 2",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: csv.replaceAll(",AT", ",\u00a0AT ").replaceAll(",2027", ", 2027"),
  },
  {
    name: "an address with marks of direction",
    before: "0 valid, 2 invalid: INVALID_EMAIL × 2",
    after: "2 valid, 0 invalid: LEFT_OUT × 1",
    bytes: csv
      .replace("country\n", "country,instructorEmails\n")
      .replaceAll("AT\n", "AT,\u202aada@example.com\u202c\n"),
  },
  {
    name: "a domain with an umlaut",
    before: "0 valid, 2 invalid: INVALID_EMAIL × 2",
    after: "2 valid, 0 invalid",
    bytes: csv.replace("country\n", "country,instructorEmails\n").replaceAll("AT\n", "AT,ada@b\u00fccher.example\n"),
  },
  {
    name: "a list without a content type",
    before: "MISSING_COLUMN",
    after: "1 valid, 0 invalid",
    bytes: list,
    path: "list",
    type: "text/plain",
    entity: organization,
  },
  {
    name: "an id with spaces, then the same without",
    before: "1 valid, 1 invalid: INVALID_ID × 1",
    after: "1 valid, 1 invalid: DUPLICATE_KEY × 1, LEFT_OUT × 1",
    bytes: `id,name\n f_1 ,Law\nf_1,Law\n`,
    entity: organization,
  },
  {
    name: "an id in composed and in decomposed letters",
    before: "2 valid, 0 invalid",
    after: "1 valid, 1 invalid: DUPLICATE_KEY × 1, LEFT_OUT × 1",
    bytes: sessionFile([{ id: "M\u00fcller" }, { id: "Mu\u0308ller" }]),
  },
  {
    name: "an id with a zero-width character",
    before: "1 valid, 0 invalid",
    after: "0 valid, 1 invalid: INVALID_ID × 1",
    bytes: sessionFile([{ id: "f\u200b1" }]),
  },
  {
    name: "an id that a spreadsheet has shortened",
    before: "1 valid, 0 invalid",
    after: "1 valid, 0 invalid: SPREADSHEET_ID × 1",
    bytes: sessionFile([{ id: "9.91214E+15" }]),
  },
  {
    name: "the time zone PST",
    before: "1 valid, 0 invalid",
    after: "0 valid, 1 invalid: INVALID_TIME_ZONE × 1",
    bytes: sessionFile([{ id: "f-1", timeZone: "PST" }]),
  },
  {
    name: "Polish letters under charset=windows-1250",
    before: "1 valid, 0 invalid",
    after: "1 valid, 0 invalid",
    bytes: Uint8Array.from([...Buffer.from("id,name\nf_1,"), 0xb9, 0xea, 0x9c, 0x0a]),
    type: "text/csv; charset=windows-1250",
    entity: organization,
  },
  {
    name: "headers in German",
    before: "MISSING_COLUMN",
    after: "2 valid, 0 invalid",
    bytes: csv.replace("title", "Titel").replace("startDate", "Beginn").replace("timeZone", "Zeitzone"),
  },
  {
    name: "headers with spaces and underscores",
    before: "MISSING_COLUMN",
    after: "2 valid, 0 invalid",
    bytes: csv.replace("startDate", "Start Date").replace("endDate", "end_date"),
  },
  {
    name: "a gzip file",
    before: "NUL_BYTE",
    after: "2 valid, 0 invalid",
    bytes: Uint8Array.from(gzipSync(orgs)),
    path: "orgs.csv.gz",
    type: "text/csv",
    entity: organization,
  },
  {
    name: "a zip",
    before: "400 UNSUPPORTED_ASSET",
    after: "2 valid, 0 invalid",
    bytes: zipFile([{ name: "orgs.csv", content: orgs }]),
    path: "orgs.zip",
    type: "application/zip",
    entity: organization,
  },
  {
    name: "a workbook (XLSX)",
    before: "400 UNSUPPORTED_ASSET",
    after: "1 valid, 0 invalid",
    bytes: workbookFile({ sheets: [{ name: "A", rows: sheet }] }),
    path: "orgs.xlsx",
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    entity: organization,
  },
  {
    name: "a row that says that its key goes",
    before: "0 valid, 1 invalid: REQUIRED × 1, UNKNOWN_COLUMN × 1",
    after: "1 valid, 0 invalid: NOTHING_TO_DELETE × 1",
    bytes: "id,name,_delete\nf_1,,true\n",
    entity: organization,
  },
];
