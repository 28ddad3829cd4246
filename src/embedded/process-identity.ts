import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { hasCode } from "./error-code.js";

const execFileAsync = promisify(execFile);
const isLinux = process.platform === "linux";

/**
 * Returns whether a process with this id runs. A zombie does not run: in a container, an init that does not reap leaves
 * zombies.
 */
export function isAlive(pid: number): boolean {
  return pidExists(pid) && !(isLinux && isZombie(pid));
}

/** Returns whether the id is in the process table, zombies included. Postgres' own lock file check reads the same. */
export function pidExists(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/**
 * Returns when a process started, as an opaque string that distinguishes it from a later process with the same id; null
 * when there is no such process. On Linux the string also names the boot, since ticks count from the boot.
 */
export async function processStart(pid: number): Promise<string | null> {
  if (!isLinux) return ps("lstart=", "-p", String(pid));
  try {
    const ticks = statFields(await readFile(`/proc/${pid}/stat`, "latin1"))[19];
    return ticks === undefined ? null : `${await bootId()}:${ticks}`;
  } catch {
    return null;
  }
}

/** Returns whether the process with this id and this start still runs. */
export async function isSameProcess(pid: number, start: string): Promise<boolean> {
  const now = await processStart(pid);
  // If the start cannot be read, a living process counts as the owner: two owners would be worse.
  return isAlive(pid) && (now === null || now === start);
}

/** Returns the command line of a process, arguments joined by blanks; null when it cannot be read. */
export async function commandLine(pid: number): Promise<string | null> {
  if (!isLinux) return ps("command=", "-p", String(pid));
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
  } catch {
    return null;
  }
}

/** Returns the ids of the running processes whose command line contains this text. */
export async function findProcesses(text: string): Promise<number[]> {
  if (isLinux) {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
    const lines = await Promise.all(pids.map(commandLine));
    return pids.filter((_, at) => lines[at]?.includes(text));
  }
  const lines = ((await ps("pid=,command=", "-ax")) ?? "").split("\n");
  return lines.filter((line) => line.includes(text)).map((line) => Number.parseInt(line, 10));
}

function isZombie(pid: number): boolean {
  try {
    return /^[ZX]/.test(statFields(readFileSync(`/proc/${pid}/stat`, "latin1"))[0] ?? "");
  } catch {
    return false;
  }
}

/** Returns the fields after the command's name, which may contain blanks and parentheses. [0] is the state, field 3. */
function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

async function bootId(): Promise<string> {
  try {
    return (await readFile("/proc/sys/kernel/random/boot_id", "latin1")).trim();
  } catch {
    return "";
  }
}

async function ps(columns: string, ...which: readonly string[]): Promise<string | null> {
  try {
    // A fixed zone and language: the same process must read the same from every terminal.
    const env = { PATH: "/bin:/usr/bin", LC_ALL: "C", TZ: "UTC" };
    const { stdout } = await execFileAsync("ps", ["-ww", "-o", columns, ...which], {
      env,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
