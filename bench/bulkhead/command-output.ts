import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readEnv } from "../../src/config.js";

/** The project's folder; compiled, this file lies two folders deeper in `dist`. */
export const projectFolder = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs a compiled script to its end and gives what it printed. */
export async function commandOutput(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    cwd: projectFolder,
    env: { PATH: readEnv().PATH, ...env },
    maxBuffer: 2 ** 24,
  });
  return stdout;
}
