import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { readEnv } from "../../src/config.js";
import { findExecutable } from "../../src/embedded/run-command.js";
import { commandOutput } from "../bulkhead/command-output.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import type { Measurement } from "../measure/measurement.js";
import { peakMemory } from "../measure/process-figures.js";
import type { Servers } from "../servers.js";
import { copyOptions, copyTarget, createStaging, createTable, expertTable, upsert } from "./expert-sql.js";
import { readPeerReport } from "./peer-report.js";

const peakEveryMs = 20;

/** COPY into a text table and one upsert, as an expert of Postgres does it by hand. */
export class Expert {
  private constructor(
    private readonly servers: Servers,
    private readonly database: string,
    private readonly psql: string | null,
  ) {}

  static async arrive(servers: Servers, database: string): Promise<Expert> {
    return new Expert(servers, database, await findPsql());
  }

  /** An empty table. */
  async begin(): Promise<void> {
    await this.query(`drop table if exists ${expertTable}; ${createTable}`);
  }

  /** @param before how many rows of other files the table holds */
  async load(file: EventFile, rewrites: "every row" | "rows that differ", before = 0): Promise<Measurement> {
    await this.servers.checkpoint();
    const walBefore = await this.servers.walPosition();
    const load = this.psql === null ? this.copyStreams(file, rewrites) : this.runPsql(this.psql, file, rewrites);
    const { seconds, peak } = await load;
    const walBytes = (await this.servers.walPosition()) - walBefore;
    const stored = await this.query(`select count(*)::int as count from ${expertTable}`);
    if (stored !== before + file.rows) throw new Error(`the expert's load left ${stored} of ${file.rows} rows`);
    return { rows: file.rows, seconds, walBytes, peakMemory: { client: peak } };
  }

  private async runPsql(psql: string, file: EventFile, rewrites: Parameters<typeof upsert>[0]) {
    const script = join(this.servers.folder, "expert.sql");
    const copy = `\\${copyTarget} '${file.path.replaceAll("'", "''")}' ${copyOptions}`;
    const quiet = "set client_min_messages = warning;";
    await writeFile(script, `${quiet}\n${createStaging}\n${copy}\n${upsert(rewrites)}\n`);
    const url = this.servers.url(this.database);
    const started = performance.now();
    const child = spawn(psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", script], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (block: Buffer) => {
      complaint += block.toString();
    });
    let peak: number | null = null;
    const watch = setInterval(async () => {
      peak = (await peakMemory(child.pid ?? 0)) ?? peak;
    }, peakEveryMs);
    await once(child, "exit");
    const seconds = (performance.now() - started) / 1_000;
    clearInterval(watch);
    if (child.exitCode !== 0) throw new Error(`psql ended with ${child.exitCode}: ${complaint}`);
    return { seconds, peak };
  }

  /** The same statements from Node, where there is no psql. */
  private async copyStreams(file: EventFile, rewrites: Parameters<typeof upsert>[0]) {
    const env = { DATABASE_URL: this.servers.url(this.database) };
    const report = readPeerReport(await commandOutput("dist/bench/peers/copy-load.js", [file.path, rewrites], env));
    return { seconds: report.seconds, peak: report.peakMemory };
  }

  private async query(text: string): Promise<number | undefined> {
    const client = new pg.Client(this.servers.url(this.database));
    await client.connect();
    try {
      const { rows } = await client.query<{ count: number }>(text);
      return rows?.[0]?.count;
    } finally {
      await client.end();
    }
  }
}

function findPsql(): Promise<string | null> {
  return findExecutable("psql", readEnv().PATH ?? "");
}

/** What the expert works with, for the table's caption. */
export async function expertTool(): Promise<string> {
  return (await findPsql()) === null ? "pg-copy-streams, as there is no psql on the PATH" : "psql";
}
