import { createHash, randomBytes } from "node:crypto";
import { link, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { ensureDataDir } from "./data-dir.js";
import { EmbeddedError } from "./embedded-error.js";
import { hasCode } from "./error-code.js";
import { isAlive, isSameProcess, processStart } from "./process-identity.js";

const record = z.object({ pid: z.number(), start: z.string(), token: z.string().regex(/^[\w-]+$/) });
type Holder = z.infer<typeof record>;

/**
 * Acquires the lock of a data dir, which only one process may own. The lock is a file that names its holder by pid,
 * start and a token that is never reused. `link` creates it atomically, and fails if the name is taken.
 *
 * A dead holder's lock is not deleted and created again, since a slow rival could then delete the new lock. The right
 * to replace the lock with token T belongs to the process that creates the file `claim-T`, again by `link`. If that
 * process dies before the replacement, its right goes to the process that creates the claim on *its* token, and so on
 * along the chain. A claim is valid only if the chain is unchanged after the claim was created. Tokens are never
 * reused, so that a late claim is detected.
 */
export async function acquireInstanceLock(
  dataDir: string,
): Promise<{ acquired: true; release(): Promise<void> } | { acquired: false; pid: number }> {
  const dir = await ensureDataDir(dataDir);
  const own: Holder = {
    pid: process.pid,
    start: (await processStart(process.pid)) ?? "",
    token: randomBytes(12).toString("hex"),
  };
  const draft = join(dir, `${LOCK}.draft-${own.pid}-${own.token}`);
  await writeWhole(draft, JSON.stringify(own));
  try {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (await linkOnce(draft, join(dir, LOCK))) return { acquired: true, release: () => release(dir, own) };
      const chain = await readChain(dir);
      const last = chain.at(-1);
      if (last === undefined) continue;
      if (await isSameProcess(last.pid, last.start)) return { acquired: false, pid: last.pid };
      if (await takeOver(dir, draft, own, chain, last)) return { acquired: true, release: () => release(dir, own) };
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new EmbeddedError(`The lock ${join(dir, LOCK)} keeps changing hands. Start again in a moment.`);
}

const LOCK = "instance.lock";

/**
 * Returns the holder of the lock, then the holder of the claim on it, and so on. Empty when no process holds the lock.
 * The lock is read again at the end: a late claim must not count as a claim on the earlier lock.
 */
async function readChain(dir: string): Promise<Holder[]> {
  for (;;) {
    const chain: Holder[] = [];
    let next = await readHolder(join(dir, LOCK));
    while (next !== null && !chain.some(({ token }) => token === next?.token)) {
      chain.push(next);
      next = await readHolder(claimPath(dir, next));
    }
    if ((await readHolder(join(dir, LOCK)))?.token === chain[0]?.token) return chain;
  }
}

async function takeOver(dir: string, draft: string, own: Holder, chain: Holder[], last: Holder): Promise<boolean> {
  const claim = claimPath(dir, last);
  if (!(await linkOnce(draft, claim))) return false;
  const after = await readChain(dir);
  const expected = [...chain, own];
  if (after.length !== expected.length || after.some(({ token }, at) => token !== expected[at]?.token)) {
    await rm(claim, { force: true });
    return false;
  }
  await rename(draft, join(dir, LOCK));
  await sweep(dir);
  return true;
}

/** Deletes the files that dead processes left beside the lock. A living rival removes its own files. */
async function sweep(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name.startsWith(`${LOCK}.`) && !(await isInUse(dir, name))) await rm(join(dir, name), { force: true });
  }
}

async function isInUse(dir: string, name: string): Promise<boolean> {
  // A draft may still be empty, so its name contains its owner's pid. A claim is complete from the start.
  const drafter = /\.draft-(\d+)-/.exec(name)?.[1];
  if (drafter !== undefined) return isAlive(Number(drafter));
  const holder = await readHolder(join(dir, name));
  return holder !== null && holder.pid !== process.pid && isSameProcess(holder.pid, holder.start);
}

async function release(dir: string, own: Holder): Promise<void> {
  const path = join(dir, LOCK);
  if ((await readHolder(path))?.token === own.token) await rm(path, { force: true });
}

/**
 * Reads the holder of a lock or claim; null without a file. An unreadable file counts as a dead holder's, with a token
 * made from its bytes.
 */
async function readHolder(path: string): Promise<Holder | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
  try {
    return record.parse(JSON.parse(text));
  } catch {
    return { pid: -1, start: "", token: `unreadable-${createHash("sha256").update(text).digest("hex").slice(0, 16)}` };
  }
}

function claimPath(dir: string, holder: Holder): string {
  return join(dir, `${LOCK}.claim-${holder.token}`);
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
