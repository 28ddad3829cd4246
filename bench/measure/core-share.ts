import { spawn } from "node:child_process";
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readEnv } from "../../src/config.js";
import { findExecutable } from "../../src/embedded/run-command.js";

/** Holds processes to a share of one core, each for itself. */
export interface CoreShare {
  /** What holds them, for people. */
  readonly means: string;
  hold(pid: number): Promise<void>;
  /** Removes what `hold` made; the processes must have ended. */
  release(): Promise<void>;
}

const period = 100_000;

/** The first means that works here; null where there is none. */
export async function coreShare(share: number): Promise<CoreShare | null> {
  const quota = Math.round(share * period);
  const v2 = { root: "/sys/fs/cgroup", files: { "cpu.max": `${quota} ${period}` } };
  const v1 = {
    root: "/sys/fs/cgroup/cpu",
    files: { "cpu.cfs_period_us": String(period), "cpu.cfs_quota_us": String(quota) },
  };
  return (
    (await byCgroup("cgroup v2 quota", v2)) ??
    (await byCgroup("cgroup v1 quota", v1)) ??
    (await byCpulimit(Math.round(share * 100)))
  );
}

interface CgroupKind {
  readonly root: string;
  /** What is written into a group's files, in this order. */
  readonly files: Readonly<Record<string, string>>;
}

async function byCgroup(means: string, { root, files }: CgroupKind): Promise<CoreShare | null> {
  const folders: string[] = [];
  async function group(): Promise<string> {
    const folder = join(root, `bulkhead-bench-${process.pid}-${folders.length}`);
    await mkdir(folder);
    folders.push(folder);
    // Without this flag a missing file is an error, as it must be: such a group would hold nobody.
    for (const [name, value] of Object.entries(files)) await writeFile(join(folder, name), value, { flag: "r+" });
    return folder;
  }
  async function release(): Promise<void> {
    for (const folder of folders.splice(0)) await rmdir(folder).catch(() => undefined);
  }
  try {
    await group();
  } catch {
    return null;
  } finally {
    await release();
  }
  return {
    means,
    hold: async (pid) => writeFile(join(await group(), "cgroup.procs"), String(pid), { flag: "r+" }),
    release,
  };
}

async function byCpulimit(percent: number): Promise<CoreShare | null> {
  const cpulimit = await findExecutable("cpulimit", readEnv().PATH ?? "");
  if (cpulimit === null) return null;
  return {
    means: "cpulimit",
    // It ends by itself with the process that it holds.
    hold: async (pid) => {
      spawn(cpulimit, ["-z", "-l", String(percent), "-p", String(pid)], { stdio: "ignore" });
    },
    release: async () => undefined,
  };
}
