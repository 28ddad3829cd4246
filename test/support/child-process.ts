import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A role of the built Bulkhead in a process of its own, which a test may kill. */
export interface RoleProcess {
  readonly child: ChildProcess;
  readonly url: string;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Everything it has printed so far. */
  output(): string;
}

export interface RoleOptions {
  /** The network that it runs in; this machine's unless said otherwise. */
  readonly networkNamespace?: string;
  readonly nodeArguments?: readonly string[];
  /** The folder of the tree that was built; this one unless said otherwise. */
  readonly folder?: string;
  /** What it prints when it has come as far as the test wants; that it is up unless said otherwise. */
  readonly ready?: RegExp;
}

/** What a role prints once it is up; of http, with its address. */
const upSays = { http: /^Bulkhead +(\S+)/m, worker: /^Worker on task queue/m } as const;

export async function startRole(
  role: "http" | "worker",
  env: Record<string, string>,
  { networkNamespace, nodeArguments = [], folder = ".", ready = upSays[role] }: RoleOptions = {},
): Promise<RoleProcess> {
  const command = [process.execPath, ...nodeArguments, "dist/src/main.js", role];
  // `ip` becomes the command, so that signals reach it.
  const [file = "", ...args] =
    networkNamespace === undefined ? command : ["ip", "netns", "exec", networkNamespace, ...command];
  const child = spawn(file, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (block: Buffer) => {
      output += block.toString();
    });
  }
  while (!ready.test(output)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the ${role} ended with ${child.exitCode ?? child.signalCode}: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    child,
    url: ready.exec(output)?.[1] ?? "",
    output: () => output,
    kill: async (signal = "SIGKILL") => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}
