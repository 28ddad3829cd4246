import { access, chmod, constants, mkdir, realpath, stat } from "node:fs/promises";
import { EmbeddedError } from "./embedded-error.js";
import { messageOf } from "./error-code.js";

/**
 * Makes the data dir when it is missing and gives its real path: one spelling, since command lines and hashes are
 * compared with it. It is closed to others; started by root it can be passed through, not listed, because Postgres
 * runs as another user and its data lies inside. Every secret in it has a mode of its own.
 */
export async function ensureDataDir(dataDir: string): Promise<string> {
  const byRoot = process.getuid?.() === 0;
  try {
    await mkdir(dataDir, { recursive: true, mode: byRoot ? 0o711 : 0o700 });
    const path = await realpath(dataDir);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (byRoot) await letOthersPass(path);
    return path;
  } catch (error) {
    throw new EmbeddedError(
      `The data folder ${dataDir} cannot be used (${messageOf(error)}). ` +
        "Give this user read and write access to it, or choose another folder.",
    );
  }
}

async function letOthersPass(path: string): Promise<void> {
  const { mode, uid } = await stat(path);
  if (uid === 0 && (mode & 0o001) === 0) await chmod(path, (mode & 0o777) | 0o011);
}
