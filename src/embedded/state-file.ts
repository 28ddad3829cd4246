import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** The servers of a data dir, as the last owner stored them. Their pids may be dead, and their ports free again. */
export interface InstanceState {
  pid: number;
  startedAt: string;
  url: string | null;
  databaseUrl: string | null;
  temporalAddress: string | null;
  temporalUiUrl: string | null;
  postgres: { version: string; port: number; dataDir: string } | null;
  temporal: { version: string; pid: number; pidStart: string; port: number; uiPort: number } | null;
}

const instanceState: z.ZodType<InstanceState> = z.object({
  pid: z.number(),
  startedAt: z.string(),
  url: z.string().nullable(),
  databaseUrl: z.string().nullable(),
  temporalAddress: z.string().nullable(),
  temporalUiUrl: z.string().nullable(),
  postgres: z.object({ version: z.string(), port: z.number(), dataDir: z.string() }).nullable(),
  temporal: z
    .object({ version: z.string(), pid: z.number(), pidStart: z.string(), port: z.number(), uiPort: z.number() })
    .nullable(),
});

/** The last change to each data dir's file that this process requested. */
const pending = new Map<string, Promise<void>>();

/** Returns the state of a data dir; null when the file is missing or cannot be parsed. */
export async function readInstanceState(dataDir: string): Promise<InstanceState | null> {
  try {
    const parsed = instanceState.safeParse(JSON.parse(await readFile(statePath(dataDir), "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Changes some fields and keeps the others. A reader sees the old file or the new one, never a partial file. Concurrent
 * changes are made one after the other. Only the holder of the instance lock may call this.
 */
export async function updateInstanceState(dataDir: string, change: Partial<InstanceState>): Promise<void> {
  const before = pending.get(dataDir) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(() => writeChange(dataDir, change));
  pending.set(dataDir, mine);
  try {
    await mine;
  } finally {
    if (pending.get(dataDir) === mine) pending.delete(dataDir);
  }
}

async function writeChange(dataDir: string, change: Partial<InstanceState>): Promise<void> {
  const state = { ...((await readInstanceState(dataDir)) ?? freshState()), ...change };
  const path = statePath(dataDir);
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function freshState(): InstanceState {
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    url: null,
    databaseUrl: null,
    temporalAddress: null,
    temporalUiUrl: null,
    postgres: null,
    temporal: null,
  };
}

function statePath(dataDir: string): string {
  return join(dataDir, "state.json");
}
