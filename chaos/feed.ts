import { nothing, text } from "./cell.js";
import { defectsOf } from "./file-defect.js";
import type { CsvStyle, FileText } from "./file-format.js";
import type { Format } from "./format.js";
import { type GeneratedRow, spoiled } from "./generated-row.js";
import { mixed, type Random, randomOf } from "./random.js";
import type { Shape } from "./shape.js";

/** One file of a feed, and how it is to be imported. */
export interface ImportFile extends FileText {
  /** The Idempotency-Key, and the asset's path. */
  readonly key: string;
  readonly dryRun: boolean;
  readonly onInvalid: "skip" | "abort";
  /** The code with which the file must fail as a whole. */
  readonly defect: string | null;
}

/** What one importer sends of one entity: files with the same rows, some of them changed from file to file. */
export interface Feed {
  readonly tenantId: string;
  readonly importerId: string;
  readonly shape: Shape;
  readonly files: readonly ImportFile[];
  /** The feed whose rows these refer to, which has to be imported before. */
  readonly after: Feed | null;
}

export interface FeedPlan {
  readonly seed: number;
  readonly tenantId: string;
  readonly scenario: string;
  readonly shape: Shape;
  /** Whether all files are written alike and few rows change, so that most are known by their bytes. */
  readonly steady: boolean;
  /** Rows of the first file. */
  readonly rows: number;
  readonly formats: readonly Format[];
  readonly after: Feed | null;
}

/** A feed of one to three files. */
export function makeFeed(plan: FeedPlan): Feed {
  const { seed, tenantId, scenario, shape, after } = plan;
  const random = randomOf(seed);
  const importerId = `${scenario}-${shape.entity}`;
  const files = Array.from({ length: random.whole(1, 3) }, (_, at) => makeFile(plan, importerId, at, random));
  return { tenantId, importerId, shape, files, after };
}

function makeFile(plan: FeedPlan, importerId: string, at: number, random: Random): ImportFile {
  const { shape, rows, seed, steady } = plan;
  const kind =
    at === 0 && random.chance(0.8) ? "plain" : random.pick(["plain", "plain", "dry", "abort", "defect", "empty"]);
  const format = random.pick(plan.formats);
  const first = at === 0 ? 1 : random.whole(1, Math.ceil(rows / 2));
  const share = at === 0 ? 1 : random.whole(2, 11) / 10;
  // An empty list is a fault, a CSV of its header alone is none.
  const last = kind === "empty" && format === "csv" ? 0 : first + Math.ceil((rows - 1) * share);
  // Half of the files that may not hold an invalid row do not.
  const faults = kind === "abort" && random.chance(0.5) ? 0 : random.pick([0, 0.005, 0.03]);
  const writer = { plan, importerId, format, at, first, last, faults, seed: mixed(seed, at) };
  return {
    key: `${importerId}-${at + 1}`,
    ...{ format, entity: shape.entity, ...(steady ? steadyForm(shape) : formOf(shape, format, random)) },
    dryRun: kind === "dry",
    onInvalid: kind === "abort" ? "abort" : "skip",
    defect: kind === "defect" ? random.pick(defectsOf(format)) : null,
    rows: () => rowsOf(writer),
  };
}

/** How a file is written. */
type Form = Pick<ImportFile, "header" | "style">;

function formOf(shape: Shape, format: Format, random: Random): Form {
  return { header: headerOf(shape, format, random), style: styleOf(random) };
}

function steadyForm({ columns }: Shape): Form {
  const style = { delimiter: ",", lineEnd: "\n", encoding: "utf-8", shouts: false } as const;
  return { header: ["id", ...Object.keys(columns)], style };
}

/** Lists have every property; a CSV may leave out what is optional, in any order, and bring unknown ones. */
function headerOf({ columns, required }: Shape, format: Format, random: Random): string[] {
  const names = Object.keys(columns);
  if (format !== "csv") return ["id", ...names];
  const isSecret = (name: string) => name.startsWith("password");
  const left = random.chance(0.6) ? 0 : 0.3;
  const kept = names.filter((name) => required.includes(name) || isSecret(name) || !random.chance(left));
  return [...random.shuffled(["id", ...kept]), ...(random.chance(0.1) ? ["legacyCode"] : [])];
}

function styleOf(random: Random): CsvStyle {
  return {
    delimiter: random.pick([",", ",", ";", "\t"]),
    lineEnd: random.pick(["\n", "\r\n"]),
    encoding: random.pick(["utf-8", "utf-8", "utf-8 with a mark", "utf-16le"]),
    shouts: random.chance(0.1),
  };
}

interface RowWriter {
  readonly plan: FeedPlan;
  readonly importerId: string;
  readonly format: Format;
  readonly at: number;
  readonly first: number;
  readonly last: number;
  readonly faults: number;
  readonly seed: number;
}

function* rowsOf(writer: RowWriter): Generator<GeneratedRow> {
  const { first, last, faults, seed, format, plan } = writer;
  for (let n = first; n <= last; n++) {
    const random = randomOf(mixed(seed, n));
    const row = rowAt(writer, n);
    yield random.chance(faults) ? spoiled(row, plan.shape, format, random) : row;
    if (n > first && random.chance(faults / 2)) {
      const id = idAt(writer, random.whole(first, n));
      yield { ...row, id, cells: { ...row.cells, id: text(id) } };
    }
  }
}

function idAt({ importerId }: RowWriter, n: number): string {
  return `${importerId}-${n}`;
}

/** How many of a feed's rows each of its later files changes, in percent. */
const changedPercent = 20;
const steadyPercent = 3;

/** Row `n` as this file has it: as the last file left it that changed it. */
function rowAt(writer: RowWriter, n: number): GeneratedRow {
  const { plan, at, importerId, faults } = writer;
  const { shape, seed, scenario, after, steady } = plan;
  const percent = steady ? steadyPercent : changedPercent;
  let version = at;
  while (version > 0 && mixed(seed, n, version, 1) % 100 >= percent) version--;
  const random = randomOf(mixed(seed, n, version));
  const id = idAt(writer, n);
  const cells = shape.cells({
    ...{ n, random },
    idOf: (entity, other) => `${scenario}-${entity}-${other}`,
    target: () => `${after === null || random.chance(faults) ? "nobody" : after.importerId}-${random.whole(1, 100)}`,
  });
  const slug = shape.slugged && n % 5 === 0 ? text(slugAt(importerId, n, at, faults > 0)) : (cells.slug ?? nothing);
  return { id, cells: { ...cells, ...(shape.slugged ? { slug } : {}), id: text(id) }, fault: null };
}

/** Now and then two rows swap their slugs from file to file, or one takes another's. */
function slugAt(importerId: string, n: number, at: number, withConflicts: boolean): string {
  const name = (of: number) => `${importerId.toLowerCase()}-slug-${of}`;
  if (n % 40 === 0 && at % 2 === 1) return name(n + 5);
  if (n % 40 === 5 && n > 5 && at % 2 === 1) return name(n - 5);
  if (withConflicts && n % 315 === 30) return name(n - 5);
  return name(n);
}
