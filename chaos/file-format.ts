import type { Written } from "./cell.js";
import type { Format } from "./format.js";
import type { GeneratedRow } from "./generated-row.js";

/** How a CSV is written; all that the contracts say is read alike. */
export interface CsvStyle {
  readonly delimiter: "," | ";" | "\t";
  readonly lineEnd: "\n" | "\r\n";
  readonly encoding: "utf-8" | "utf-8 with a mark" | "utf-16le";
  /** The header in capitals. */
  readonly shouts: boolean;
}

export interface FileText {
  readonly format: Format;
  readonly entity: string;
  /** In the order of a CSV; with `id`, and with unknown columns. */
  readonly header: readonly string[];
  readonly style: CsvStyle;
  rows(): Iterable<GeneratedRow>;
}

export function fileText(file: FileText): string {
  if (file.format === "csv") return csv(file);
  return file.format === "json" ? json(file) : xml(file);
}

export function encoded(text: string, { format, style: { encoding } }: Pick<FileText, "format" | "style">): Buffer {
  if (format !== "csv" || encoding === "utf-8") return Buffer.from(text, "utf8");
  return Buffer.from(`\ufeff${text}`, encoding === "utf-16le" ? "utf16le" : "utf8");
}

function csv({ header, style, rows }: FileText): string {
  const { delimiter, lineEnd } = style;
  const lines = [header.map((name) => (style.shouts ? name.toUpperCase() : name)).join(delimiter)];
  for (const { cells, fault } of rows()) {
    const texts = header.map((name) => csvCell(cells[name]?.written));
    if (fault === "COLUMN_COUNT") texts.push("one too many");
    lines.push(texts.map((text) => quoted(text, delimiter)).join(delimiter));
  }
  return lines.join(lineEnd) + lineEnd;
}

function csvCell(written: Written | undefined): string {
  if (written === null || written === undefined) return "";
  if (Array.isArray(written)) return written.join(";");
  return typeof written === "object" ? JSON.stringify(written) : String(written);
}

function quoted(cell: string, delimiter: string): string {
  return /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function json({ header, rows }: FileText): string {
  const elements: string[] = [];
  for (const row of rows()) {
    elements.push(row.fault === "NOT_AN_OBJECT" ? '"not an object"' : JSON.stringify(objectOf(row, header)));
  }
  return `[\n${elements.join(",\n")}\n]\n`;
}

/** Every other list says null where there is nothing; the contract makes no difference. */
function objectOf({ cells }: GeneratedRow, header: readonly string[]): Record<string, Written> {
  const object: Record<string, Written> = {};
  for (const name of header) {
    const written = cells[name]?.written ?? null;
    if (written !== null || name.length % 2 === 0) object[name] = written;
  }
  return object;
}

function xml({ entity, header, rows }: FileText): string {
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', `<${entity}s>\n`];
  for (const row of rows()) {
    const object = objectOf(row, header);
    parts.push(
      `<${entity}>`,
      ...Object.keys(object).map((name) => element(name, object[name] ?? null)),
      `</${entity}>\n`,
    );
  }
  parts.push(`</${entity}s>\n`);
  return parts.join("");
}

function element(name: string, written: Written): string {
  if (written === null) return "";
  if (Array.isArray(written)) return written.map((item: string) => element(name, item)).join("");
  if (typeof written !== "object") return `<${name}>${escaped(String(written))}</${name}>`;
  const inner = Object.entries(written).map(([child, value]) => element(child, value));
  return `<${name}>${inner.join("")}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
