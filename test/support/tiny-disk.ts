import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Puts a disk of so many bytes, and so many files and folders, in a folder's place; gives what takes it away. */
export function mountTinyDisk(folder: string, bytes: number, inodes = 1_000): () => void {
  const options = `size=${bytes},nr_inodes=${inodes}`;
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  return () => execFileSync("umount", [folder]);
}

/** Whether this process may mount; where it may not, no test can fill a disk without harm. */
export const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), "bulkhead-mount-"));
  try {
    mountTinyDisk(folder, 2 ** 16)();
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
})();
