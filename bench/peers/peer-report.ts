import { z } from "zod";
import { peakMemory } from "../measure/process-figures.js";

const report = z.object({ seconds: z.number(), rows: z.number(), peakMemory: z.number().nullable() });

/** What a peer in a process of its own prints when it is done: its clock leaves out the start of Node. */
export type PeerReport = z.infer<typeof report>;

export function readPeerReport(output: string): PeerReport {
  return report.parse(JSON.parse(output));
}

/** Runs the load, and prints how it went. */
export async function reportLoad(load: () => Promise<number>): Promise<void> {
  const started = performance.now();
  const rows = await load();
  const seconds = (performance.now() - started) / 1_000;
  process.stdout.write(JSON.stringify({ seconds, rows, peakMemory: await peakMemory("self") } satisfies PeerReport));
}
