import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "../bench.js";
import { install } from "../bulkhead/installation.js";
import { firstCounts, measureImport } from "../measure/measure-import.js";
import { packEventFile, packings } from "../packed-file/pack-event-file.js";
import { decimal, markdownTable, whole } from "../report/markdown-table.js";
import { benchFile } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

/** The same rows as a CSV, compressed, in a zip, and as a workbook: each is the first import of an installation. */
export async function packed(bench: Bench): Promise<string> {
  const { servers, say } = bench;
  const file = await benchFile(bench);
  const rows: string[][] = [];
  let csvSeconds = Number.NaN;
  for (const format of ["csv", ...packings] as const) {
    const path = format === "csv" ? file.path : join(servers.folder, `packed.${format}`);
    if (format !== "csv") {
      say(`  writing ${path}`);
      await packEventFile(file, format, path);
    }
    const installation = await install(servers);
    try {
      await warmUp(bench, installation);
      await installation.client.upload("file", path);
      const measured = await measureImport(
        servers,
        installation,
        { asset: "file", importerId: "bench" },
        firstCounts(file),
        say,
      );
      if (format === "csv") csvSeconds = measured.seconds;
      rows.push([
        ...[format, decimal((await stat(path)).size / 2 ** 20), decimal(measured.seconds, 2)],
        ...[decimal(measured.seconds / csvSeconds, 2), whole(measured.peakMemory.worker ?? Number.NaN)],
      ]);
    } finally {
      await installation.stop();
      if (format !== "csv") await rm(path, { force: true });
    }
  }
  const header = ["format", "MB", "seconds", "÷ CSV", "worker peak MB"];
  return `### Packed files, ${whole(file.rows)} rows × 26 columns\n\n${markdownTable(header, rows)}`;
}
