import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { readEnv } from "../src/config.js";
import { startEmbeddedStack } from "../src/embedded/embedded-stack.js";
import { findTemporalCli } from "../src/embedded/temporal-cli.js";
import { searchAttributeNames } from "../workflows/contract.js";
import { commandOutput } from "./bulkhead/command-output.js";
import { cacheFolder } from "./cache-folder.js";
import { Histories } from "./measure/history.js";

type Say = (line: string) => void;

/** Postgres and Temporal in a folder that goes with them, and the databases that the bench makes there. */
export class Servers {
  /** The processes that work on them; those that still run are stopped first. */
  readonly processes = new Set<{ stop(): Promise<void> }>();
  private stopping: Promise<void> | null = null;
  private databases = 0;
  private template: { readonly name: string; readonly key: string } | null = null;

  private constructor(
    readonly folder: string,
    /** Of the database that the server came with. */
    readonly databaseUrl: string,
    readonly temporalAddress: string,
    readonly histories: Histories,
    private readonly admin: pg.Client,
    private readonly stopEmbedded: () => Promise<void>,
  ) {}

  /** Both are embedded, unless a Postgres is given. */
  static async start(say: Say, givenPostgres: string | null = null): Promise<Servers> {
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-bench-"));
    try {
      const stack = await startEmbeddedStack({
        dataDir: folder,
        postgres: givenPostgres === null,
        temporal: true,
        temporalCliPath: await temporalCli(say),
        searchPath: readEnv().PATH ?? "",
        searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, "Keyword"])),
        ports: { postgres: 28_433, temporal: 28_233 },
        say,
      });
      const databaseUrl = stack.databaseUrl ?? givenPostgres ?? "";
      const admin = new pg.Client(databaseUrl);
      await admin.connect();
      const address = stack.temporalAddress ?? "";
      return new Servers(folder, databaseUrl, address, await Histories.connect(address), admin, () => stack.stop());
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Can be called again. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    await Promise.all([...this.processes].map((process) => process.stop()));
    if (this.template) await this.dropDatabase(this.template.name);
    await this.admin.end();
    await this.histories.close();
    await this.stopEmbedded();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** An empty database. */
  async createDatabase(template = "template1"): Promise<string> {
    const name = `bulkhead_bench_${process.pid}_${++this.databases}`;
    await this.admin.query(`create database ${name} template ${template}`);
    return name;
  }

  async dropDatabase(name: string): Promise<void> {
    await this.admin.query(`drop database if exists ${name} with (force)`);
  }

  /** Drops what is in it, so that the next round begins like the first. */
  async emptyDatabase(name: string): Promise<void> {
    await this.dropDatabase(name);
    await this.admin.query(`create database ${name}`);
  }

  url(database: string): string {
    const url = new URL(this.databaseUrl);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** A migrated database with one API key: a clone, so that making another takes no time. */
  async createMigrated(): Promise<{ readonly name: string; readonly key: string }> {
    this.template ??= await this.migrateTemplate();
    return { name: await this.createDatabase(this.template.name), key: this.template.key };
  }

  private async migrateTemplate(): Promise<{ name: string; key: string }> {
    const name = await this.createDatabase();
    const env = { DATABASE_URL: this.url(name) };
    await commandOutput("dist/src/cli.js", ["migrate"], env);
    const key = await commandOutput("dist/src/cli.js", ["keys", "create", "--name", "bench", "--role", "import"], env);
    return { name, key: key.trim() };
  }

  /** Before each measurement, so that none pays for what an earlier one wrote. */
  async checkpoint(): Promise<void> {
    await this.admin.query("checkpoint");
  }

  /** Bytes of WAL that the whole server has written since its first day. */
  async walPosition(): Promise<number> {
    const { rows } = await this.admin.query<{ bytes: string }>(
      "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes",
    );
    return Number(rows[0]?.bytes);
  }

  /** As "18.4". */
  async postgresVersion(): Promise<string> {
    const { rows } = await this.admin.query<{ server_version: string }>("show server_version");
    return rows[0]?.server_version ?? "";
  }

  /** One statement on the server itself. */
  async configure(statement: string): Promise<void> {
    await this.admin.query(statement);
  }
}

/** Fetched once for all runs, where none is installed. */
function temporalCli(say: Say): Promise<string> {
  const { TEMPORAL_CLI_PATH, PATH = "" } = readEnv();
  const options = { dataDir: cacheFolder(), temporalCliPath: TEMPORAL_CLI_PATH, searchPath: PATH, say };
  return findTemporalCli(options).then(({ path }) => path);
}
