import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "./error-code.js";
import { commandLine, isAlive, pidExists } from "./process-identity.js";

/** The contents of a running Postgres' file `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  /** "starting", "ready", "stopping" and the like; empty while the file is still being written. */
  status: string;
}

/**
 * Returns the Postgres that runs on this data folder; null when there is none, even if an earlier one left its file.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const postmaster = await readPidFile(cluster);
  if (postmaster === null || !isAlive(postmaster.pid)) return null;
  const command = await commandLine(postmaster.pid);
  // The command line distinguishes a Postgres on this folder from another process that reused its pid.
  return command?.includes(cluster) ? postmaster : null;
}

/**
 * Deletes a pid file whose pid now belongs to another process or to a zombie: Postgres would take that process for a
 * running server and refuse to start. A file whose process does not exist stays, as Postgres checks it by itself.
 */
export async function removeMisleadingPidFile(cluster: string): Promise<void> {
  const left = await readPidFile(cluster);
  if (left === null || !pidExists(left.pid) || (await findPostmaster(cluster)) !== null) return;
  await rm(join(cluster, "postmaster.pid"), { force: true });
}

async function readPidFile(cluster: string): Promise<Postmaster | null> {
  let text: string;
  try {
    text = await readFile(join(cluster, "postmaster.pid"), "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? "" };
}
