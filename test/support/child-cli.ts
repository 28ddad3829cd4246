import { execFile } from "node:child_process";

/** What a run of the built command line printed, and its exit code. */
export interface CliRun {
  readonly code: number;
  readonly lines: readonly string[];
}

export function runCli(args: readonly string[], env: Readonly<Record<string, string>>): Promise<CliRun> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["dist/src/cli.js", ...args],
      { env: { PATH: process.env.PATH, ...env } },
      (_, stdout, stderr) => {
        const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
        resolve({ code: child.exitCode ?? -1, lines });
      },
    );
  });
}
