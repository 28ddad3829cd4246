import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { copyPostgresPackage, ensureLinks, findPostgresPackage, removeUnfinishedCopies } from "./postgres-package.js";
import type { Account } from "./run-command.js";
import { closedFolder, findOrMakePostgresAccount } from "./system-account.js";

/** The places of Postgres' parts, and the user that runs it. */
export interface PostgresHome {
  /** The user that Postgres runs as; null: the user of this process. */
  account: Account | null;
  /** The folder that holds the data folder, and a copy of the binaries if it is needed. */
  home: string;
  /** The cluster's data folder; it may not exist yet. */
  cluster: string;
  /** The folder of `initdb`, `pg_ctl` and `postgres`. */
  bin: string;
}

export interface PostgresHomeOptions {
  dataDir: string;
  searchPath: string;
  say: (line: string) => void;
  /** The package with the binaries; by default the installed package. */
  packageDir?: string;
}

/**
 * Chooses the places of data and binaries. They are in the data dir, except for root: its Postgres runs as another
 * user, who cannot pass a closed home folder, so that data and binaries are then under /var/lib. Existing data stay
 * where they are.
 */
export async function settlePostgresHome(options: PostgresHomeOptions): Promise<PostgresHome> {
  const packageDir = options.packageDir ?? findPostgresPackage();
  const linked = await ensureLinks(packageDir);
  const byRoot = process.getuid?.() === 0;
  const account = byRoot ? await findOrMakePostgresAccount(options.searchPath, options.say) : null;
  const closed = byRoot ? await closedFolder(join(packageDir, "native", "bin")) : null;
  const home = byRoot ? await homeForRoot(options, closed) : await homeForUser(options.dataDir);
  const cluster = join(home, "postgres");
  await assertOwner(cluster, account?.uid ?? process.getuid?.());
  await removeUnfinishedCopies(home);
  const binaries = linked && closed === null ? packageDir : await copyPostgresPackage(packageDir, home);
  return { account, home, cluster, bin: join(binaries, "native", "bin") };
}

async function homeForRoot({ dataDir, say }: PostgresHomeOptions, closedBinaries: string | null): Promise<string> {
  const outside = outsideFolder(dataDir);
  const closed = await closedFolder(dataDir);
  if (await isFolder(join(dataDir, "postgres"))) {
    if (closed === null) return dataDir;
    throw new EmbeddedError(
      `As root, Postgres runs as the user "postgres", who cannot reach its data in ${dataDir}: ${closed} is closed ` +
        `to others. Open it (chmod o+x ${closed}), move the data to a folder that is open, or start as a normal user.`,
    );
  }
  const shut = closed ?? closedBinaries;
  if (shut === null && !(await isFolder(join(outside, "postgres")))) return dataDir;
  const reason = shut === null ? "it was started there" : `${shut} is closed to other users and root cannot run it`;
  say(`Postgres keeps its data in ${outside}, as ${reason}`);
  await mkdir(outside, { recursive: true, mode: 0o755 });
  return outside;
}

async function homeForUser(dataDir: string): Promise<string> {
  const outside = join(outsideFolder(dataDir), "postgres");
  if ((await isFolder(outside)) && !(await isFolder(join(dataDir, "postgres")))) {
    throw new EmbeddedError(
      `This data folder was used by root, and its PostgreSQL data are in ${outside}. Start as root again, or move them ` +
        `to ${join(dataDir, "postgres")} and give them to this user (chown -R).`,
    );
  }
  return dataDir;
}

async function assertOwner(cluster: string, uid: number | undefined): Promise<void> {
  const owner = (await isFolder(cluster)) ? (await stat(cluster)).uid : uid;
  if (owner === uid) return;
  throw new EmbeddedError(
    `The PostgreSQL data in ${cluster} belong to the user with id ${owner}, and Postgres would run as ${uid}. ` +
      "Start as the user who made them, or give the folder to the other one (chown -R).",
  );
}

function outsideFolder(dataDir: string): string {
  return join("/var/lib/bulkhead", createHash("sha256").update(dataDir).digest("hex").slice(0, 12));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
