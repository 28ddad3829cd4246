import type { Comparison } from "./compare.js";
import type { Struck } from "./strike.js";

/** What a run proved, or did not. */
export interface Report {
  readonly seed: number;
  readonly seconds: number;
  readonly struck: Struck;
  /** What could not be tried here, and why. */
  readonly leftOut: readonly string[];
  readonly repeats: number;
  readonly comparison: Omit<Comparison, "faults">;
  /** What waits for its sweep, and may. */
  readonly awaitingSweep: { readonly uploads: number; readonly orphans: number };
  /** Everything that is not as it should be; a run that proves something has none. */
  readonly faults: readonly string[];
}

const mostFaults = 50;

/** The report as people read it. */
export function reportLines(report: Report): string[] {
  const { seed, seconds, struck, leftOut, repeats, comparison, awaitingSweep, faults } = report;
  const { scenarios, outcomes, rows, lost, leftOver, different } = comparison;
  return [
    `seed ${seed}, ${seconds.toFixed(0)} s`,
    `kills: ${total(struck)} (${listed(struck)})`,
    ...leftOut.map((what) => `LEFT OUT: ${what}`),
    `imports: ${total(outcomes)} in ${scenarios} scenarios (${listed(outcomes)}); ${repeats} requests had to be sent again`,
    `rows compared: ${rows}; lost ${lost}, left over ${leftOver}, different ${different}`,
    `waiting for their sweep: ${awaitingSweep.uploads} broken uploads, ${awaitingSweep.orphans} bodies without a job`,
    ...faults.slice(0, mostFaults).map((fault) => `FAULT: ${fault}`),
    ...(faults.length > mostFaults ? [`FAULT: … and ${faults.length - mostFaults} more`] : []),
    faults.length === 0 ? "nothing lost, nothing doubled, nothing left over" : `${faults.length} faults`,
  ];
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function listed(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
  return sorted.map(([name, count]) => `${name} ${count}`).join(", ");
}
