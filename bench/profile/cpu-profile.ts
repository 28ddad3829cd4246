import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const profileSchema = z.object({
  /** Microseconds of the machine's monotonic clock, the one of `process.hrtime`. */
  startTime: z.number(),
  nodes: z.array(
    z.object({ id: z.int(), callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }) }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});

/** A stretch of time in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How long which function was on the CPU itself, in milliseconds, the longest first. */
export type SelfTimes = readonly (readonly [string, number])[];

/** The profiles that a process and its threads left in a folder, as one. */
export class CpuProfiles {
  private constructor(
    private readonly samples: readonly { readonly at: number; readonly ms: number; name: string }[],
  ) {}

  static async read(folder: string): Promise<CpuProfiles> {
    const files = (await readdir(folder)).filter((name) => name.endsWith(".cpuprofile"));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
    return new CpuProfiles(texts.flatMap((text) => samplesOf(profileSchema.parse(JSON.parse(text)))));
  }

  /** What ran in these spans; waiting is left out. */
  within(spans: readonly Span[]): SelfTimes {
    const times = new Map<string, number>();
    for (const { at, ms, name } of this.samples) {
      if (name === "(idle)" || name === "(program)") continue;
      if (spans.some(({ from, to }) => at >= from && at <= to)) times.set(name, (times.get(name) ?? 0) + ms);
    }
    return [...times].sort(([, a], [, b]) => b - a);
  }
}

function samplesOf({ startTime, nodes, samples, timeDeltas }: z.infer<typeof profileSchema>) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const sinceEpoch = Date.now() - Number(process.hrtime.bigint() / 1_000n) / 1_000;
  let at = sinceEpoch + startTime / 1_000;
  return samples.map((id, no) => {
    const ms = (timeDeltas[no] ?? 0) / 1_000;
    at += ms;
    return { at, ms, name: names.get(id) ?? "" };
  });
}

/** The function and where it stands, from the last folder of dependencies on. */
function nameOf({
  functionName,
  url,
  lineNumber,
}: z.infer<typeof profileSchema>["nodes"][number]["callFrame"]): string {
  const place = url.replace(/^.*(?:\/node_modules\/|\/dist\/)/, "");
  return place === "" ? functionName || "(anonymous)" : `${functionName || "(anonymous)"} ${place}:${lineNumber + 1}`;
}
