import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A Node process that runs a script against the compiled room. */
export interface NodeChild {
  readonly pid: number;
  /** The next line it prints, parsed as JSON. Rejects when it ends first. */
  line(): Promise<unknown>;
  tell(line: string): void;
  /** Ends it at once, with no chance to clean up. */
  kill(): Promise<void>;
}

/** The URL of a compiled file of the room, for an `import` in a child's script. */
export function compiled(file: string): string {
  return new URL(`../../../dist/src/embedded/${file}.js`, import.meta.url).href;
}

/** Runs an ES module given as text. */
export function runNode(script: string): NodeChild {
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { stdout, stdin, pid } = child;
  if (stdout === null || stdin === null || pid === undefined) throw new Error("The child has no pipes.");
  const gone = once(child, "exit");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    pid,
    async line() {
      const next = await lines.next();
      if (next.done === true) throw new Error("The child ended before it printed another line.");
      return JSON.parse(next.value);
    },
    tell: (line) => stdin.write(`${line}\n`),
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await gone;
    },
  };
}
