import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { type Account, findExecutable, lastLines, runCommand } from "./run-command.js";

const NAME = "postgres";

/**
 * Returns the system user that Postgres runs as under root, since Postgres refuses to run as root. Makes the user if it
 * is missing, and reports that.
 */
export async function findOrMakePostgresAccount(searchPath: string, say: (line: string) => void): Promise<Account> {
  const found = await lookUp(searchPath);
  if (found !== null) return found;
  const useradd = await findExecutable("useradd", `${searchPath}:/usr/sbin:/sbin`);
  const args = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  const made = useradd === null ? null : await runCommand(useradd, [...args, "--shell", "/usr/sbin/nologin", NAME]);
  const account = made?.code === 0 ? await lookUp(searchPath) : null;
  if (account !== null) {
    say(`Made the system user "${NAME}" (no login, no home): Postgres runs as it, since it refuses to run as root`);
    return account;
  }
  throw new EmbeddedError(
    `Postgres refuses to run as root, and the system user "${NAME}" it would run as could not be made` +
      `${made === null ? "" : ` (${lastLines(made.stderr, 2)})`}. Start as a normal user, make that user yourself, ` +
      "or set DATABASE_URL to a PostgreSQL server of your own.",
  );
}

/**
 * Returns the first folder from the root to `path`, `path` included, that other users cannot pass; null when there is
 * none.
 */
export async function closedFolder(path: string): Promise<string | null> {
  const parent = dirname(path);
  const above = parent === path ? null : await closedFolder(parent);
  if (above !== null) return above;
  return ((await stat(path)).mode & 0o001) === 0 ? path : null;
}

async function lookUp(searchPath: string): Promise<Account | null> {
  const id = await findExecutable("id", `${searchPath}:/usr/bin:/bin`);
  if (id === null) return null;
  const [uid, gid] = await Promise.all([runCommand(id, ["-u", NAME]), runCommand(id, ["-g", NAME])]);
  if (uid.code !== 0 || gid.code !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
