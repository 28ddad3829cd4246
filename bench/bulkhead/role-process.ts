import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnv } from "../../src/config.js";
import type { Servers } from "../servers.js";
import { projectFolder } from "./command-output.js";

/** A script of ours in a process of its own, which serves until it is stopped. */
export interface RoleProcess {
  readonly pid: number;
  /** What the line that told it was ready says besides. */
  readonly told: string;
  stop(): Promise<void>;
}

export interface RoleOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
  /** The line it prints once it serves; its first group is kept. */
  readonly ready: RegExp;
}

const stopGrace = 30_000;

/** Starts it, and returns once it is ready. It stops with the servers, if not before. */
export async function startProcess(servers: Servers, options: RoleOptions): Promise<RoleProcess> {
  const { script, args, env, nodeFlags = [], ready } = options;
  const child = spawn(process.execPath, [...nodeFlags, script, ...args], {
    cwd: projectFolder,
    env: { PATH: readEnv().PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    // Read to the end, so that a full pipe never stops it; only what it said last is kept.
    stream.on("data", (block: Buffer) => {
      output = (output + block.toString()).slice(-20_000);
    });
  }
  const starting: RoleProcess = { pid: child.pid ?? 0, told: "", stop: () => stopChild(child) };
  servers.processes.add(starting);
  child.once("exit", () => servers.processes.delete(starting));
  while (!ready.test(output)) {
    if (hasEnded(child)) throw new Error(`${script} ${args.join(" ")} ended before it was ready:\n${output}`);
    await sleep(20);
  }
  return { ...starting, told: ready.exec(output)?.[1] ?? "" };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), stopGrace);
  await ended;
  clearTimeout(force);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
