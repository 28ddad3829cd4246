import { Command, InvalidArgumentError, Option } from "commander";

/** Imports of the whole file, measured in rounds beside the peers. */
export const fileVariants = ["first", "unchanged", "changed", "invalid", "dry-run"] as const;
export type FileVariant = (typeof fileVariants)[number];

/** What is measured of speed, and what is shown of jobs: their streams, cancellations and rejects. */
const speedVariants = [...fileVariants, "latency", "throughput"] as const;
export const variants = [...speedVariants, "listeners", "cancel", "races", "rejects", "packed"] as const;
export type Variant = (typeof variants)[number];

export const peers = ["expert", "handler"] as const;
export type Peer = (typeof peers)[number];

/** Past this many rows the plain handler takes too long to be run unasked. */
const handlerRows = 2_000_000;

export interface BenchOptions {
  readonly rows: number;
  readonly runs: number;
  readonly variants: ReadonlySet<Variant>;
  readonly peers: ReadonlySet<Peer>;
  /** Rows of the import that runs while latency is measured once more; 0: none. */
  readonly beside: number;
  /** On one job's stream. */
  readonly listeners: number;
  /** Of a cancellation against a commit. */
  readonly races: number;
  /** Rows that are rejected, corrected and sent again. */
  readonly rejects: number;
  readonly changeShare: number;
  readonly invalidShare: number;
  readonly seed: number;
  /** Whether the files that are not perfect are measured, and nothing else. */
  readonly cliffs: boolean;
  /** Where profiles go; null: measure instead. */
  readonly profile: string | null;
}

export function readOptions(args: readonly string[]): BenchOptions {
  const command = new Command("bench")
    .description("Measures Bulkhead beside an expert's load and a plain handler; bench/README.md says how to read it.")
    .option("--rows <n>", "rows of the file", wholeNumber, 1_000_000)
    .option("--runs <n>", "rounds; medians are printed", wholeNumber, 3)
    .addOption(listOption("--variants <list>", variants).default([...speedVariants], speedVariants.join(",")))
    .addOption(listOption("--peers <list>", peers).default(null, `expert, and up to ${handlerRows} rows handler`))
    .option("--beside <n>", "latency also while an import of so many rows runs", wholeNumber, 0)
    .option("--listeners <n>", "on one job's stream", wholeNumber, 200)
    .option("--races <n>", "of a cancellation against a commit", wholeNumber, 1_000)
    .option("--rejects <n>", "rows that are rejected, corrected and sent again", wholeNumber, 10_000)
    .option("--change-share <share>", "of the rows of the changed file", share, 0.05)
    .option("--invalid-share <share>", "of the rows of the file with rejects", share, 0.02)
    .option("--seed <n>", "of the files", wholeNumber, 1)
    .option("--cliffs", "measure files that are not perfect, each beside its clean case, and nothing else", false)
    .option("--profile <folder>", "keep CPU profiles and plans there, and measure nothing")
    .parse(args, { from: "user" });
  const { profile, ...options } = command.opts<Parsed>();
  const beside: Peer[] = options.rows > handlerRows ? ["expert"] : [...peers];
  return {
    ...options,
    variants: new Set(options.variants),
    peers: new Set(options.peers ?? beside),
    profile: profile ?? null,
  };
}

interface Parsed extends Omit<BenchOptions, "variants" | "peers" | "profile"> {
  readonly variants: Variant[];
  readonly peers: Peer[] | null;
  readonly profile?: string;
}

function listOption<Name extends string>(flags: string, names: readonly Name[]): Option {
  return new Option(flags, `any of ${names.join(", ")}, or none`).argParser((text) => {
    if (text === "none") return [];
    return text.split(",").map((word) => {
      const name = names.find((known) => known === word);
      if (name === undefined) throw new InvalidArgumentError(`${word} is none of ${names.join(", ")}.`);
      return name;
    });
  });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError("It must lie between 0 and 1.");
  return value;
}
