import { posix } from "node:path";
import { DomainError } from "../../domain/errors.js";
import { sheetDamaged, sheetTooLarge } from "../archive-faults.js";
import type { InflateLimits } from "../inflate.js";
import type { ZipMember } from "../zip.js";
import type { Epoch } from "./cell-number.js";
import { type NumberKind, numberKinds } from "./number-formats.js";
import { type Attributes, readWholePart } from "./xml-part.js";

/** A sheet of cells, and whether it is visible. */
export interface Sheet {
  readonly name: string;
  readonly isVisible: boolean;
  readonly part: ZipMember;
}

/** The facts about a workbook that are needed before its cells are read. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly epoch: Epoch;
  /** The kinds of numbers, by the number of a cell's style. */
  readonly kinds: readonly NumberKind[];
  readonly sharedStrings: ZipMember | null;
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** The most styles that Excel writes. */
const mostStyles = 65_490;

/** The part of a package that names its types, which every Office document has. */
const typesPart = "[Content_Types].xml";

export function isOfficeDocument(members: readonly ZipMember[]): boolean {
  return members.some(({ name }) => name === typesPart);
}

/**
 * Reads a workbook's sheets, epoch and styles. Throws `UNSUPPORTED_ASSET` for another document, `SPREADSHEET_DAMAGED`
 * for a broken one.
 */
export async function openWorkbook(members: readonly ZipMember[], limits: InflateLimits): Promise<Workbook> {
  const parts = new Map(members.map((member) => [member.name.toLowerCase(), member]));
  const part = (path: string) => parts.get(path.toLowerCase());
  const root = await relations(part("_rels/.rels"), "", limits);
  const main = [...root.values()].find(({ type }) => type === "officeDocument")?.target;
  const book = main === undefined ? undefined : part(main);
  if (main === undefined || !book) throw sheetDamaged("it has no workbook");
  if (!/workbook.*\.xml$/i.test(main)) throw otherDocument(main);
  const rels = await relations(part(relationsOf(main)), posix.dirname(main), limits);
  const { named, epoch } = await readBook(book, limits);
  const sheets = named.flatMap(({ id, name, isVisible }): Sheet[] => {
    const relation = rels.get(id);
    const found = relation?.type === "worksheet" ? part(relation.target) : undefined;
    return found ? [{ name, isVisible, part: found }] : [];
  });
  const targetOf = (type: string) => [...rels.values()].find((relation) => relation.type === type)?.target ?? "";
  const styles = part(targetOf("styles"));
  return {
    ...{ sheets, epoch, sharedStrings: part(targetOf("sharedStrings")) ?? null },
    kinds: styles ? await readStyles(styles, limits) : [],
  };
}

/** Returns the parts to which a part refers, by the ids of the relations. */
async function relations(
  part: ZipMember | undefined,
  folder: string,
  limits: InflateLimits,
): Promise<ReadonlyMap<string, Relation>> {
  const found = new Map<string, Relation>();
  if (!part) return found;
  await readWholePart(part.open(limits), {
    open(name, { Id: id = "", Type: type = "", Target: target = "", TargetMode: mode }) {
      if (name !== "Relationship" || mode === "External") return;
      const path = target.startsWith("/") ? target.slice(1) : posix.join(folder, target);
      found.set(id, { type: posix.basename(type), target: path });
    },
  });
  return found;
}

function relationsOf(path: string): string {
  return posix.join(posix.dirname(path), "_rels", `${posix.basename(path)}.rels`);
}

async function readBook(part: ZipMember, limits: InflateLimits) {
  const named: { id: string; name: string; isVisible: boolean }[] = [];
  let epoch: Epoch = 1900;
  await readWholePart(part.open(limits), {
    open(name, attributes) {
      if (name === "workbookPr" && isTrue(attributes.date1904)) epoch = 1904;
      if (name === "sheet") {
        const isVisible = (attributes.state ?? "visible") === "visible";
        named.push({ id: relationIdOf(attributes), name: attributes.name ?? "", isVisible });
      }
    },
  });
  return { named, epoch };
}

/** Returns the attribute `id` of the relations' namespace, under any prefix. */
function relationIdOf(attributes: Attributes): string {
  const name = Object.keys(attributes).find((key) => /(?:^|:)id$/.test(key));
  return name === undefined ? "" : (attributes[name] ?? "");
}

async function readStyles(part: ZipMember, limits: InflateLimits): Promise<NumberKind[]> {
  const codes = new Map<number, string>();
  const styles: number[] = [];
  // Conditional formats use the same element names, so the enclosing list decides.
  let list = "";
  await readWholePart(part.open(limits), {
    open(name, { numFmtId: id, formatCode: code }) {
      if (name === "numFmts" || name === "cellXfs") list = name;
      else if (name === "numFmt" && list === "numFmts") codes.set(Number(id), code ?? "");
      else if (name === "xf" && list === "cellXfs") styles.push(Number(id ?? 0));
      if (styles.length > mostStyles) throw sheetTooLarge(`it has more than ${mostStyles} styles`);
    },
    close(name) {
      if (name === list) list = "";
    },
  });
  return numberKinds(styles, codes);
}

export function isTrue(text: string | undefined): boolean {
  return text === "1" || text === "true";
}

function otherDocument(main: string): DomainError {
  const isBinary = /workbook\.bin$/i.test(main);
  const message = isBinary
    ? "The file is a binary workbook (XLSB)."
    : "The file is a document of another program, and no workbook.";
  return new DomainError("UNSUPPORTED_ASSET", message, "Save it as XLSX or CSV.");
}
