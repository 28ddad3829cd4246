import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, statfs, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where a run keeps everything: logs beside, and the data folder on a disk of its own where that can be had. */
export interface DataDisk {
  readonly dataDir: string;
  readonly logDir: string;
  /** Why the disk cannot be filled; null where it can. */
  readonly cannotFill: string | null;
  /** Takes all room that is left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Removes everything; the logs only after a run without a fault. */
  remove(keepLogs: boolean): Promise<void>;
}

/** Sparse: it takes no more room than is written. */
const diskBytes = 16 * 2 ** 30;

/** Makes the folders, and mounts a file as the data folder's disk: that takes Linux, root, and loop devices. */
export async function makeDataDisk(): Promise<DataDisk> {
  const home = await mkdtemp(join(tmpdir(), "bulkhead-chaos-"));
  const [image, mount, logDir] = [join(home, "disk"), join(home, "data"), join(home, "logs")];
  await mkdir(mount);
  await mkdir(logDir);
  // Postgres runs as another user where we are root, and has to pass.
  await run("chmod", ["711", home, mount]);
  const cannotFill = await mountImage(image, mount);
  const ballast = join(mount, "ballast");
  return {
    dataDir: join(mount, "bulkhead"),
    logDir,
    cannotFill,
    async fill() {
      // Other processes write at the same time, so the whole may not fit; then the half of it, until nothing is left.
      for (let part = 0; part < 12; part++) {
        const { bavail, bsize } = await statfs(mount);
        if (bavail === 0) return;
        const size = Math.max(1, part === 0 ? bavail : Math.ceil(bavail / 2)) * bsize;
        await run("fallocate", ["-l", String(size), `${ballast}-${part}`]).catch(() => undefined);
      }
    },
    async free() {
      for (let part = 0; part < 12; part++) await rm(`${ballast}-${part}`, { force: true });
    },
    async remove(keepLogs) {
      if (cannotFill === null) await run("umount", [mount]);
      for (const path of keepLogs ? [image, mount] : [home]) await rm(path, { recursive: true, force: true });
    },
  };
}

/** Null, or why it could not be done. */
async function mountImage(image: string, mount: string): Promise<string | null> {
  if (process.platform !== "linux") return `a disk of its own takes Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "a disk of its own takes root";
  try {
    await writeFile(image, "");
    await truncate(image, diskBytes);
    // Nothing is kept back for root, as whom the roles run here.
    await run("mkfs.ext4", ["-q", "-m", "0", image]);
    await run("mount", ["-o", "loop", image, mount]);
    await run("chmod", ["711", mount]);
    return null;
  } catch (error) {
    await rm(image, { force: true });
    return `a disk of its own could not be mounted: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
}
