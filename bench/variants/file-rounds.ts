import type { JobCounts } from "../../src/domain/job.js";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import { firstCounts, measureImport } from "../measure/measure-import.js";
import type { Measurement } from "../measure/measurement.js";
import { type FileVariant, fileVariants } from "../options.js";
import { Expert } from "../peers/expert.js";
import { handlerLoad } from "../peers/handler.js";
import { benchFile } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

/** Who loaded which file into what: Bulkhead in a variant, or a peer. */
export type Load =
  | FileVariant
  | "expert"
  | "expert again"
  | "expert if different"
  | "expert changed"
  | "handler"
  | "handler again";

export interface FileRounds {
  readonly measured: ReadonlyMap<Load, readonly Measurement[]>;
  readonly uploadSeconds: readonly number[];
}

interface Files {
  readonly plain: EventFile;
  readonly changed: EventFile;
  readonly invalid: EventFile;
}

/** Every round runs everybody once, on the same server, so that a drift of the machine hits all alike. */
export async function fileRounds(bench: Bench): Promise<FileRounds> {
  const { options, servers, say } = bench;
  const chosen = new Set(fileVariants.filter((variant) => options.variants.has(variant)));
  const plain = await benchFile(bench);
  const files: Files = {
    plain,
    changed: chosen.has("changed") ? await benchFile(bench, { changeShare: options.changeShare }) : plain,
    invalid: chosen.has("invalid") ? await benchFile(bench, { invalidShare: options.invalidShare }) : plain,
  };
  const measured = new Map<Load, Measurement[]>();
  const uploadSeconds: number[] = [];
  function keep(load: Load, measurement: Measurement): void {
    measured.set(load, [...(measured.get(load) ?? []), measurement]);
    say(`  ${load}: ${measurement.seconds.toFixed(2)} s`);
  }
  const peerDatabase = await servers.createDatabase();
  for (let run = 1; run <= options.runs; run++) {
    say(`round ${run} of ${options.runs}`);
    await ourRound(bench, chosen, files, keep, uploadSeconds);
    if (options.peers.has("expert")) await expertRound(bench, peerDatabase, chosen, files, keep);
    if (options.peers.has("handler")) {
      keep("handler", await handlerLoad(servers, peerDatabase, plain));
      if (chosen.has("unchanged")) keep("handler again", await handlerLoad(servers, peerDatabase, plain));
    }
    await servers.emptyDatabase(peerDatabase);
  }
  await servers.dropDatabase(peerDatabase);
  return { measured, uploadSeconds };
}

type Keep = (load: Load, measurement: Measurement) => void;

/** A row of imports that build on each other, then those that want an empty table, each with a database of its own. */
async function ourRound(
  bench: Bench,
  chosen: ReadonlySet<FileVariant>,
  files: Files,
  keep: Keep,
  uploadSeconds: number[],
): Promise<void> {
  const { servers, say } = bench;
  const { plain, changed, invalid } = files;
  async function measure(installation: Installation, file: EventFile, dryRun: boolean, expected: Partial<JobCounts>) {
    uploadSeconds.push(await installation.client.upload("events.csv", file.path));
    const request = { asset: "events.csv", importerId: "bench", dryRun };
    return measureImport(servers, installation, request, expected, say);
  }
  if (chosen.has("first") || chosen.has("unchanged") || chosen.has("changed")) {
    await installed(bench, async (installation) => {
      keep("first", await measure(installation, plain, false, firstCounts(plain)));
      if (chosen.has("unchanged")) {
        keep("unchanged", await measure(installation, plain, false, { created: 0, unchanged: plain.rows }));
      }
      if (chosen.has("changed")) {
        const counts = { created: 0, updated: changed.changed, unchanged: changed.rows - changed.changed };
        keep("changed", await measure(installation, changed, false, counts));
      }
    });
  }
  if (chosen.has("invalid")) {
    await installed(bench, async (installation) =>
      keep("invalid", await measure(installation, invalid, false, firstCounts(invalid))),
    );
  }
  if (chosen.has("dry-run")) {
    await installed(bench, async (installation) =>
      keep("dry-run", await measure(installation, plain, true, firstCounts(plain))),
    );
  }
}

async function installed(bench: Bench, use: (installation: Installation) => Promise<void>): Promise<void> {
  const installation = await install(bench.servers);
  try {
    await warmUp(bench, installation);
    await use(installation);
  } finally {
    await installation.stop();
  }
}

async function expertRound(
  { servers }: Bench,
  database: string,
  chosen: ReadonlySet<FileVariant>,
  { plain, changed }: Files,
  keep: Keep,
): Promise<void> {
  const expert = await Expert.arrive(servers, database);
  await expert.begin();
  keep("expert", await expert.load(plain, "every row"));
  if (!chosen.has("unchanged") && !chosen.has("changed")) return;
  keep("expert again", await expert.load(plain, "every row"));
  if (chosen.has("unchanged")) keep("expert if different", await expert.load(plain, "rows that differ"));
  if (chosen.has("changed")) keep("expert changed", await expert.load(changed, "rows that differ"));
}
