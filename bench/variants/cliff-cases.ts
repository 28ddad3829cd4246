import { decimal, markdownTable } from "../report/markdown-table.js";
import { median } from "../report/statistics.js";

/** A case, the one that it is compared with, and the highest ratio that is wanted. */
interface Cliff {
  readonly name: string;
  readonly against: string;
  readonly goal: number;
}

export const psql = "psql, first";
export const psqlAgain = "psql, again";
export const psqlBeside = "psql, first, other rows stored";
export const first = "first";
export const unchanged = "unchanged";
export const fivePercent = "5 % changed";
export const beside = "5 % changed, another importer commits each second";

/** The worst first: what a file costs that is not perfect, against the clean case of the same run. */
const cliffs: readonly Cliff[] = [
  { name: "first, 30 % invalid", against: first, goal: 2.5 },
  { name: "first, 2 % invalid, repeated ids", against: first, goal: 1.25 },
  { name: "first, other rows stored", against: psqlBeside, goal: 0.85 },
  { name: "first, snapshot", against: first, goal: 1.1 },
  { name: "first, dry run", against: first, goal: 1 },
  { name: first, against: psql, goal: 0.75 },
  { name: "2 % invalid, sent again", against: unchanged, goal: 1.5 },
  { name: "unchanged, snapshot", against: unchanged, goal: 1.25 },
  { name: "unchanged, update", against: unchanged, goal: 1.25 },
  { name: "unchanged, dry run", against: unchanged, goal: 1.25 },
  { name: "columns in another order, first time", against: unchanged, goal: Number.POSITIVE_INFINITY },
  { name: "columns in another order, second time", against: unchanged, goal: 1.25 },
  { name: unchanged, against: psqlAgain, goal: 0.2 },
  { name: "1 % changed", against: psqlAgain, goal: Number.POSITIVE_INFINITY },
  { name: fivePercent, against: psqlAgain, goal: 0.35 },
  { name: "30 % changed", against: psqlAgain, goal: 0.9 },
  { name: beside, against: fivePercent, goal: Number.POSITIVE_INFINITY },
  { name: "students, JSON", against: "students, CSV", goal: 1.5 },
  { name: "students, XML", against: "students, CSV", goal: 2.5 },
];

/** The medians of each case beside those of its clean one. @param seconds of every round, by case */
export function cliffTable(seconds: ReadonlyMap<string, readonly number[]>): string {
  const of = (name: string) => median(seconds.get(name) ?? []);
  const rows = cliffs.map(({ name, against, goal }) => [
    name,
    decimal(of(name), 2),
    against,
    decimal(of(against), 2),
    decimal(of(name) / of(against), 2),
    Number.isFinite(goal) ? `${decimal(goal, 2)}${of(name) / of(against) <= goal ? "" : " missed"}` : "",
  ]);
  return `### Cliffs\n\n${markdownTable(["case", "seconds", "clean case", "seconds", "ratio", "goal"], rows)}`;
}
