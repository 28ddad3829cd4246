import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import type pg from "pg";
import { openDatabase } from "../src/db/database.js";
import { rebuildFindings } from "../src/db/integrity/findings.js";
import { findProcesses, isAlive } from "../src/embedded/process-identity.js";
import { applicationName, withSession } from "./database-session.js";
import type { Deployment } from "./deployment.js";
import { tenants } from "./scenario.js";

/** The tables that staged rows are like, which every installation has. */
export async function stagingTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname like 'staged\\_%' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** What finished imports left in the database, as sentences. */
export async function databaseLeftovers(client: pg.Client, permanent: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (const table of await stagingTables(client)) {
    if (!permanent.includes(table)) left.push(`the table ${table} is still there`);
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${table}`);
    if (rows[0]?.count !== "0") left.push(`${rows[0]?.count} rows in ${table}`);
  }
  const { rows: own } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'staging'::regnamespace and relkind = 'r' order by 1",
  );
  left.push(...own.map(({ name }) => `the staging table ${name} is still there`));
  const { rows: open } = await client.query<{ id: string; state: string }>(
    "select id, state from job where finished_at is null",
  );
  left.push(...open.map(({ id, state }) => `job ${id} is ${state}`));
  const { rows: bodies } = await client.query<{ id: string }>(
    "select id from job where body = 'private' and body_deleted_at is null",
  );
  left.push(...bodies.map(({ id }) => `the body of job ${id} counts as kept`));
  // With all jobs ended, a session that names one in `application_name` is left over.
  const { rows: backends } = await client.query<{ name: string; state: string }>(
    `select application_name as name, state from pg_stat_activity
     where application_name <> $1
       and exists (select from job where position(job.id::text in application_name) > 0)`,
    [applicationName],
  );
  left.push(...backends.map(({ name, state }) => `a backend is ${state} in "${name}"`));
  return left;
}

export interface BodyLeftovers {
  readonly faults: readonly string[];
  /** Of processes that were killed while they received something, or before the job was committed. */
  readonly awaitingSweep: { readonly uploads: number; readonly orphans: number };
}

/** Bodies with passwords must be gone with their jobs; what no job ever had waits for its sweep. */
export async function bodyLeftovers(client: pg.Client, { dataDir }: Deployment): Promise<BodyLeftovers> {
  const folder = async (kind: string) => {
    const folders = tenants.map((tenantId) => join(dataDir, "assets", tenantId, kind));
    return (await Promise.all(folders.map((path) => readdir(path).catch(() => [])))).flat();
  };
  const [uploads, bodies] = await Promise.all([folder("uploads"), folder("private")]);
  const { rows } = await client.query<{ id: string }>("select id from job where id::text = any($1)", [bodies]);
  return {
    faults: rows.map(({ id }) => `the body of job ${id} is still there`),
    awaitingSweep: { uploads: uploads.length, orphans: bodies.length - rows.length },
  };
}

/** Workflows that go on though their job has ended. */
export async function openWorkflows({ temporalAddress }: Deployment): Promise<string[]> {
  const connection = await Connection.connect({ address: temporalAddress, connectTimeout: "10 seconds" });
  try {
    const open: string[] = [];
    const { workflow } = new Client({ connection });
    for await (const { workflowId } of workflow.list({ query: 'ExecutionStatus = "Running"' })) {
      open.push(`the workflow ${workflowId} still runs`);
    }
    return open;
  } finally {
    await connection.close();
  }
}

/** What the full validation finds that imports should have found. */
export async function missedFindings({ databaseUrl }: Deployment): Promise<string[]> {
  const db = openDatabase({ url: databaseUrl, maxConnections: 2, onLostConnection: () => undefined });
  try {
    const missed: string[] = [];
    for (const tenantId of tenants) {
      const { opened, closed } = await rebuildFindings(db, tenantId);
      if (opened + closed > 0) missed.push(`the full validation opened ${opened} findings and closed ${closed}`);
    }
    return missed;
  } finally {
    await db.close();
  }
}

/** Connections that outlive the roles. */
export function lastingBackends({ databaseUrl }: Deployment): Promise<string[]> {
  return withSession(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string; state: string }>(
      `select application_name as name, state from pg_stat_activity
       where backend_type = 'client backend' and application_name <> $1`,
      [applicationName],
    );
    return rows.map(({ name, state }) => `a backend is left, "${name}", ${state}`);
  });
}

/** Processes that outlive the run. */
export async function lastingProcesses({ dataDir, cluster, workers, https }: Deployment): Promise<string[]> {
  const roles = [...workers, ...https].flatMap(({ everyPid }) => everyPid.filter(isAlive));
  const servers = [...(await findProcesses(`-D ${cluster}`)), ...(await findProcesses(`--db-filename ${dataDir}`))];
  return [...roles, ...servers].map((pid) => `the process ${pid} is left`);
}
