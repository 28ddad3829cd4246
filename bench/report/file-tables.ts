import type { Measurement } from "../measure/measurement.js";
import { type BenchOptions, type FileVariant, fileVariants } from "../options.js";
import type { FileRounds, Load } from "../variants/file-rounds.js";
import { decimal, markdownTable, whole } from "./markdown-table.js";
import { median } from "./statistics.js";

interface Section {
  readonly title: string;
  readonly against: readonly Load[];
}

const header = ["who", "seconds", "min–max", "rows/s", "÷ expert"];
const headerAgain = "÷ expert again";
const headerEnd = ["peak MB http", "worker", "client", "events", "history kB", "WAL MB", "stamped s"];

/** A table per variant: Bulkhead first, then whom it is measured against. Medians; of memory, the highest peak. */
export function fileTables(rounds: FileRounds, options: BenchOptions): string {
  const percent = (share: number) => `${decimal(share * 100, share * 100 < 1 ? 1 : 0)} %`;
  const sections: Readonly<Record<FileVariant, Section>> = {
    first: { title: "First import", against: ["expert", "handler"] },
    unchanged: {
      title: "The same file again",
      against: ["expert again", "expert if different", "handler again"],
    },
    changed: {
      title: `${percent(options.changeShare)} of the rows changed`,
      against: ["expert again", "expert changed"],
    },
    invalid: { title: `First import with ${percent(options.invalidShare)} invalid rows`, against: ["expert"] },
    "dry-run": { title: "Dry run of the first import", against: ["expert"] },
  };
  const tables: string[] = [];
  for (const variant of fileVariants) {
    if (!options.variants.has(variant)) continue;
    const { title, against } = sections[variant];
    const loads = [variant, ...against].filter((load) => rounds.measured.has(load));
    const isAgain = against.includes("expert again");
    const rows = loads.map((load) => tableRow(load, rounds.measured, isAgain));
    const columns = [...header, ...(isAgain ? [headerAgain] : []), ...headerEnd];
    tables.push(`### ${title}\n\n${markdownTable(columns, rows)}`);
  }
  return tables.join("\n\n");
}

const peerNames: Partial<Readonly<Record<Load, string>>> = {
  expert: "expert: COPY and upsert",
  "expert again": "expert, the same again: every row rewritten",
  "expert if different": "expert, the same again: `IS DISTINCT FROM`",
  "expert changed": "expert, the changed file: `IS DISTINCT FROM`",
  handler: "plain handler",
  "handler again": "plain handler, the same again",
};

function tableRow(load: Load, measured: FileRounds["measured"], isAgain: boolean): string[] {
  const runs = measured.get(load) ?? [];
  const seconds = median(runs.map((run) => run.seconds));
  const all = runs.map((run) => run.seconds);
  const peak = (process: keyof Measurement["peakMemory"]) => highest(runs.map((run) => run.peakMemory[process]));
  return [
    peerNames[load] ?? "**Bulkhead**",
    decimal(seconds, 2),
    `${decimal(Math.min(...all), 2)}–${decimal(Math.max(...all), 2)}`,
    whole((runs[0]?.rows ?? 0) / seconds),
    ratio(seconds, measured.get("expert")),
    ...(isAgain ? [ratio(seconds, measured.get("expert again"))] : []),
    peak("http"),
    peak("worker"),
    peak("client"),
    middle(runs.map((run) => run.history?.events)),
    middle(runs.map((run) => run.history && run.history.bytes / 1_000)),
    whole(median(runs.map((run) => run.walBytes)) / 2 ** 20),
    middle(
      runs.map((run) => run.stampedSeconds),
      2,
    ),
  ];
}

function ratio(seconds: number, baseline: readonly Measurement[] | undefined): string {
  return baseline ? decimal(seconds / median(baseline.map((run) => run.seconds)), 2) : "";
}

function highest(values: readonly (number | null | undefined)[]): string {
  const known = values.filter((value) => value !== undefined && value !== null);
  return known.length === 0 ? "" : whole(Math.max(...known));
}

function middle(values: readonly (number | undefined)[], digits = 0): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return "";
  return digits === 0 ? whole(median(known)) : decimal(median(known), digits);
}
