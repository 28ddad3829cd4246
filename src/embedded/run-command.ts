import { execFile } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { childEnvironment } from "./child-environment.js";

/** The system user a child runs as. */
export interface Account {
  uid: number;
  gid: number;
}

export interface CommandResult {
  /** Exit code; null when it was killed or could not be started, with the reason in `stderr`. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end, and returns its exit code and output; never throws. `env` is added to the environment that
 * every child gets.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { account?: Account | null; timeoutMs?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const settings = {
      // The current folder may be closed to the account, and Postgres' tools need a readable folder.
      cwd: "/",
      env: childEnvironment(options.env),
      timeout: options.timeoutMs ?? 60_000,
      maxBuffer: 16 * 1024 * 1024,
      ...(options.account ?? {}),
    };
    execFile(file, [...args], settings, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === "number") resolve({ code: error.code, stdout, stderr });
      else resolve({ code: null, stdout, stderr: `${stderr}\n${error.message}`.trim() });
    });
  });
}

/** Returns the first executable file of this name in a PATH-like list of folders; null when there is none. */
export async function findExecutable(name: string, searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(delimiter).filter((folder) => folder !== "")) {
    const path = join(folder, name);
    if (await isExecutableFile(path)) return path;
  }
  return null;
}

/** Returns whether this user may run the file at this path. */
export async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Returns the last lines of a program's output, for an error message. */
export function lastLines(text: string, count = 8): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
