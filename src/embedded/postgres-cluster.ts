import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { hasCode } from "./error-code.js";
import type { PostgresHome } from "./postgres-home.js";
import { lastLines, runCommand } from "./run-command.js";

/** The superuser of the cluster and the name of its database. */
export const POSTGRES_USER = "bulkhead";

/**
 * Makes the cluster if there is none, and returns its password. `initdb` works in a folder beside it that is renamed at
 * the end: a start that is killed halfway leaves no partial cluster. Data are never deleted.
 *
 * @param version of the binaries, as "18.4"
 */
export async function ensureCluster(place: PostgresHome, dataDir: string, version: string): Promise<string> {
  const made = await clusterMajor(place.cluster);
  const major = version.split(".")[0] ?? version;
  if (made !== null && made !== major) throw otherMajor(place.cluster, made, major);
  const passwordPath = join(dataDir, "postgres-password");
  const known = await readPassword(passwordPath);
  if (made !== null) {
    if (known !== null) return known;
    throw new EmbeddedError(
      `The PostgreSQL data in ${place.cluster} need the password that was in ${passwordPath}, and that file is missing. ` +
        "Put it back, or move the data away to start with an empty database.",
    );
  }
  const password = known ?? (await writePassword(passwordPath));
  await initialize(place, password);
  return password;
}

/** Returns the major version that made the cluster; null when there is no cluster yet. */
async function clusterMajor(cluster: string): Promise<string | null> {
  try {
    return (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  const entries = await readdir(cluster).catch(() => []);
  if (entries.length === 0) return null;
  throw new EmbeddedError(
    `${cluster} is not empty and holds no PostgreSQL data (no PG_VERSION). Move it away; nothing in it was changed.`,
  );
}

async function initialize(place: PostgresHome, password: string): Promise<void> {
  const unfinished = (await readdir(place.home)).filter((name) => name.startsWith("postgres.init-"));
  for (const name of unfinished) await rm(join(place.home, name), { recursive: true, force: true, maxRetries: 5 });
  const draft = join(place.home, `postgres.init-${randomBytes(6).toString("hex")}`);
  const pwfile = join(draft, "password");
  await mkdir(draft, { mode: 0o700 });
  await writeFile(pwfile, password, { mode: 0o600 });
  if (place.account !== null) {
    for (const path of [pwfile, draft]) await chown(path, place.account.uid, place.account.gid);
  }
  const args = ["-D", join(draft, "data"), "-U", POSTGRES_USER, "--auth=scram-sha-256", `--pwfile=${pwfile}`];
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const done = await runCommand(join(place.bin, "initdb"), [...args, ...locale], { account: place.account });
  if (done.code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new EmbeddedError(
      `PostgreSQL could not be set up in ${place.home}: ${lastLines(`${done.stdout}\n${done.stderr}`)}\n` +
        "Mend that, or set DATABASE_URL to a PostgreSQL server of your own.",
    );
  }
  await rename(join(draft, "data"), place.cluster);
  await rm(draft, { recursive: true, force: true });
}

async function readPassword(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim() || null;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

/**
 * Makes a password, and writes it to the disk before the cluster uses it. No process could open the cluster without it.
 */
async function writePassword(path: string): Promise<string> {
  const password = randomBytes(24).toString("hex");
  const file = await open(path, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${password}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return password;
}

function otherMajor(cluster: string, made: string, major: string): EmbeddedError {
  return new EmbeddedError(
    `The data in ${cluster} were made by PostgreSQL ${made}, and this version brings PostgreSQL ${major}. ` +
      `Dump them with PostgreSQL ${made} (pg_dump) and load them into the new one, or set DATABASE_URL to a PostgreSQL ` +
      `${made} server that serves them, or move the folder away to start empty. Nothing was changed.`,
  );
}
