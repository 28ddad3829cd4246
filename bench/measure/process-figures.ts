import { readFile, writeFile } from "node:fs/promises";

/** What Linux shows of a process under /proc. Elsewhere there are no figures: null. */

const ticksPerSecond = 100;

/** The most memory it had resident since its start, or since `resetPeakMemory`, in MB (2^20 bytes). */
export async function peakMemory(pid: number | "self"): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** Lets the peak begin again at what is resident now. */
export async function resetPeakMemory(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5").catch(() => undefined);
}

/** Seconds of CPU it took so far, its own and the kernel's for it. */
export async function cpuSeconds(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  // The name in parentheses may hold spaces; utime and stime are the 14th and 15th field.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
