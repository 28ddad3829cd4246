import type { Bench } from "../bench.js";
import type { Installation } from "../bulkhead/installation.js";
import { beyondFiles, smallCsv } from "./bench-files.js";

const rows = 10_000;

/** What a process has been through that has served for a while, and leaves no row: a dry run, twice. */
export async function warmUp(bench: Bench, { client }: Installation): Promise<void> {
  await client.uploadText("warm-up.csv", smallCsv(bench, beyondFiles, rows));
  for (let left = 2; left > 0; left--) {
    await client.run({ asset: "warm-up.csv", importerId: "warm-up", dryRun: true });
  }
}
