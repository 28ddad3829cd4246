import { access, chmod, constants, mkdir, realpath, stat } from "node:fs/promises";
import { EmbeddedError } from "./embedded-error.js";
import { messageOf } from "./error-code.js";

/**
 * Makes the data dir if it is missing, and returns its real path. One spelling is needed, since command lines and
 * hashes are compared with it. The folder is closed to other users. If root starts it, others can pass through it but
 * not list it, because Postgres runs as another user and its data is inside. Every secret in it has its own mode.
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
