import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPostmaster } from "../src/embedded/postmaster.js";
import { findProcesses } from "../src/embedded/process-identity.js";
import type { DataDisk } from "./data-disk.js";
import { applicationName, withSession } from "./database-session.js";
import type { Deployment } from "./deployment.js";
import type { Random } from "./random.js";
import type { RoleProcess } from "./role-process.js";

/** Something that goes wrong. */
export interface Blow {
  /** As the report counts it. */
  readonly kind: string;
  /** Deals it to what the choices name; null while there is nothing to strike, to be tried again. */
  deal(random: Random): Promise<Dealt | null>;
}

export interface Dealt {
  /** What was struck, for the log. */
  readonly what: string;
  /** Undoes it after a while; nothing where the victim comes back by itself. */
  readonly undo: { readonly afterMs: number; run(): void | Promise<void> } | null;
}

/**
 * Everything that can be struck, some of it more often than the rest: a deck that is dealt out before it is shuffled
 * again.
 */
export function blowsFor(deployment: Deployment, disk: DataDisk): Blow[] {
  const { workers, https } = deployment;
  const servers = serverBlows(deployment);
  const connection = connectionBlow(deployment);
  return [
    ...[killed("worker", workers), killed("worker", workers), stopped("worker", workers, 14_000)],
    ...[killed("http", https), stopped("http", https, 6_000)],
    ...servers,
    ...[connection, connection],
    ...(disk.cannotFill === null ? [diskBlow(disk)] : []),
  ];
}

function killed(role: string, processes: readonly RoleProcess[]): Blow {
  return {
    kind: `${role} killed`,
    async deal(random) {
      const victim = chosen(processes, random);
      await victim?.kill();
      return victim && { what: victim.name, undo: null };
    },
  };
}

/** @param longestMs longer than a heartbeat may stay away, for a worker: another one then takes its step as well */
function stopped(role: string, processes: readonly RoleProcess[], longestMs: number): Blow {
  return {
    kind: `${role} stopped`,
    async deal(random) {
      const victim = chosen(processes, random);
      const afterMs = random.whole(500, longestMs);
      victim?.stop();
      return victim && { what: `${victim.name} for ${afterMs} ms`, undo: { afterMs, run: () => victim.goOn() } };
    },
  };
}

/** The chosen one, if it can be struck: another one in its place would make another run of the same seed. */
function chosen(processes: readonly RoleProcess[], random: Random): RoleProcess | null {
  const victim = processes[random.whole(0, processes.length - 1)];
  return victim?.runs ? victim : null;
}

function serverBlows({ dataDir, cluster, databaseUrl }: Deployment): Blow[] {
  async function postmaster(): Promise<number[]> {
    const found = await findPostmaster(cluster);
    return found?.status === "ready" ? [found.pid] : [];
  }
  /** The postmaster first: one that is stopped makes no new processes. */
  async function postgresPids(): Promise<number[]> {
    const { rows } = await withSession(databaseUrl, (client) =>
      client.query<{ pid: number }>("select pid from pg_stat_activity where pid <> pg_backend_pid()"),
    );
    return [...(await postmaster()), ...rows.map(({ pid }) => pid)];
  }
  const temporalPids = () => findProcesses(`--db-filename ${join(dataDir, "temporal-")}`);
  return [
    serverKilled("Postgres", postmaster),
    serverStopped("Postgres", postgresPids),
    serverKilled("Temporal", temporalPids),
    serverStopped("Temporal", temporalPids),
  ];
}

/** The embedded stack starts it again. */
function serverKilled(name: string, pids: () => Promise<number[]>): Blow {
  return {
    kind: `${name} killed`,
    async deal() {
      const found = await running(pids);
      signal(found, "SIGKILL");
      return found.length > 0 ? { what: `process ${found.join(", ")}`, undo: null } : null;
    },
  };
}

function serverStopped(name: string, pids: () => Promise<number[]>): Blow {
  return {
    kind: `${name} stopped`,
    async deal(random) {
      const found = await running(pids);
      const afterMs = random.whole(500, 5_000);
      signal(found, "SIGSTOP");
      const undo = { afterMs, run: () => signal(found, "SIGCONT") };
      return found.length > 0 ? { what: `${found.length} processes for ${afterMs} ms`, undo } : null;
    },
  };
}

async function running(pids: () => Promise<number[]>): Promise<number[]> {
  const found = await pids().catch(() => []);
  const states = await Promise.all(found.map((pid) => readFile(`/proc/${pid}/stat`, "latin1").catch(() => "")));
  return found.filter((_, at) => !/\) [TZ] /.test(states[at] ?? ""));
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended in between.
    }
  }
}

function connectionBlow({ databaseUrl }: Deployment): Blow {
  return {
    kind: "connection ended",
    async deal(random) {
      const victim = random.whole(0, 1_000_000);
      return withSession(databaseUrl, async (client) => {
        const { rows } = await client.query<{ pid: number; name: string }>(
          `select pid, application_name as name from pg_stat_activity
           where datname = current_database() and backend_type = 'client backend' and application_name <> $1
             and state <> 'idle' order by pid`,
          [applicationName],
        );
        const found = rows[victim % Math.max(1, rows.length)];
        if (!found) return null;
        await client.query("select pg_terminate_backend($1)", [found.pid]);
        return { what: `in "${found.name}"`, undo: null };
      }).catch(() => null);
    },
  };
}

function diskBlow(disk: DataDisk): Blow {
  return {
    kind: "disk filled",
    async deal(random) {
      const afterMs = random.whole(1_000, 5_000);
      await disk.fill();
      return { what: `for ${afterMs} ms`, undo: { afterMs, run: () => disk.free() } };
    },
  };
}
